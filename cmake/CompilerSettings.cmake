# Warnings are errors in our own code; third-party headers are system headers.
add_library(sagaflow_settings INTERFACE)
target_compile_options(sagaflow_settings INTERFACE
    -fstack-protector-strong -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(sagaflow_settings INTERFACE
        -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor
        -Woverloaded-virtual -Wimplicit-fallthrough -Werror
        # GCC 12's flow-based warnings are known to be wrong about std::string's operator+ and
        # insert (bugs 105651, 105329) as soon as it inlines.
        -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
        -Wno-maybe-uninitialized)
    if(SAGAFLOW_BATCHES)
        # Meant for headers, and in a batch GCC takes every file for one.
        target_compile_options(sagaflow_settings INTERFACE -Wno-subobject-linkage)
    endif()
else()
    # GCC judges the code; clang only builds the fuzz targets.
    target_compile_options(sagaflow_settings INTERFACE -w)
endif()
target_include_directories(sagaflow_settings INTERFACE
    ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_definitions(sagaflow_settings INTERFACE
    SAGAFLOW_VERSION="${PROJECT_VERSION}"
    BOOST_ASIO_NO_DEPRECATED BOOST_ERROR_CODE_HEADER_ONLY
    BOOST_MPL_CFG_NO_PREPROCESSED_HEADERS BOOST_MPL_LIMIT_LIST_SIZE=50
    BOOST_MPL_LIMIT_VECTOR_SIZE=50)
target_link_libraries(sagaflow_settings INTERFACE
    Threads::Threads nlohmann_json::nlohmann_json fmt::fmt)

if(SAGAFLOW_SANITIZE)
    target_compile_options(sagaflow_settings INTERFACE
        -fsanitize=${SAGAFLOW_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(sagaflow_settings INTERFACE -fsanitize=${SAGAFLOW_SANITIZE})
    if(SAGAFLOW_SANITIZE MATCHES "undefined")
        # Checks at every pointer access: they double the time of a compile, and ASan reports what
        # comes of a null or wild pointer all the same.
        target_compile_options(sagaflow_settings INTERFACE
            -fno-sanitize=null,alignment,vptr,object-size,pointer-overflow)
    endif()
    if(SAGAFLOW_SANITIZE MATCHES "thread")
        # TSan knows no fences, and says so; Asio's locks order everything without them.
        target_compile_definitions(sagaflow_settings INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
    endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_definitions(sagaflow_settings INTERFACE _FORTIFY_SOURCE=2)
endif()

if(SAGAFLOW_TESTS)
    add_library(sagaflow_test_settings INTERFACE)
    target_link_libraries(sagaflow_test_settings INTERFACE sagaflow_settings GTest::gtest)
    # What is tested is optimised as shipped; the tests around it need not be.
    if(CMAKE_BUILD_TYPE STREQUAL "Release")
        target_compile_options(sagaflow_test_settings INTERFACE -O1)
    endif()
endif()

if(SAGAFLOW_FUZZ)
    # Coverage for libFuzzer, and the checks of the standard library itself.
    target_compile_options(sagaflow_settings INTERFACE -fsanitize=fuzzer-no-link)
    target_compile_definitions(sagaflow_settings INTERFACE _GLIBCXX_ASSERTIONS)
endif()

find_program(CCACHE ccache)
# Clang's precompiled headers carry a time, so ccache would never hit.
if(CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Precompiled headers need these sloppiness flags, or ccache never hits.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
    add_compile_options(-fpch-preprocess)
endif()
