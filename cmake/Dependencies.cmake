# Everything comes from Debian 12 packages; deploy/install-dependencies.sh lists them.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)          # header-only parts: Asio and MSM
find_package(PostgreSQL REQUIRED)          # libpq
find_package(CURL REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
# A tenth less time for all the small values that JSON is made of.
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
# Debian's cpp-httplib is a split library (header + compiled part).
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
# Header-only, but its package drags in Qt and Poco: the install script unpacks it beside the build.
find_path(VALIJSON_INCLUDE_DIR valijson/validator.hpp
    HINTS ${CMAKE_SOURCE_DIR}/build/third-party/usr/include REQUIRED)
if(SAGAFLOW_TESTS)
    find_package(GTest REQUIRED)
endif()
