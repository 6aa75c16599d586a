# sagaflow_module(NAME DIRECTORY dir [EXCLUDE regex...] [LINK targets...] [PRIVATE_LINK targets...])
#
# One static library per architectural room. Sources are found by folder, because the folders are
# the architecture: a file in a folder belongs to the folder's module.
function(sagaflow_module name)
    cmake_parse_arguments(ARG "NO_RECURSE" "DIRECTORY" "EXCLUDE;LINK;PRIVATE_LINK" ${ARGN})
    if(ARG_NO_RECURSE)
        file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${ARG_DIRECTORY}/*.cpp)
    else()
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${ARG_DIRECTORY}/*.cpp)
    endif()
    foreach(pattern ${ARG_EXCLUDE})
        list(FILTER sources EXCLUDE REGEX ${pattern})
    endforeach()
    if(sources)
        add_library(${name} STATIC ${sources})
        target_link_libraries(${name} PUBLIC sagaflow_settings ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
        sagaflow_precompile(${name})
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE sagaflow_settings ${ARG_LINK})
    endif()
endfunction()

# All targets share one precompiled header: the standard library and nlohmann/json, which nearly
# every file needs and which cost most of the parse time.
function(sagaflow_precompile name)
    if(NOT TARGET sagaflow_pch)
        file(WRITE ${CMAKE_BINARY_DIR}/generated/sagaflow_pch.cpp "// Builds the shared header.\n")
        add_library(sagaflow_pch OBJECT ${CMAKE_BINARY_DIR}/generated/sagaflow_pch.cpp)
        target_link_libraries(sagaflow_pch PUBLIC sagaflow_settings)
        target_precompile_headers(sagaflow_pch PUBLIC
            <algorithm> <chrono> <cstdint> <functional> <map> <memory> <optional> <string>
            <string_view> <unordered_map> <utility> <variant> <vector> <nlohmann/json.hpp>)
    endif()
    target_precompile_headers(${name} REUSE_FROM sagaflow_pch)
endfunction()

# sagaflow_test(NAME DIRECTORY tests/x LINK targets... [LABELS threads|slow]): one GoogleTest program
# per folder of tests. "threads" also runs under TSan, "slow" does not run under ASan (tests/run.sh).
function(sagaflow_test name)
    cmake_parse_arguments(ARG "" "DIRECTORY" "LINK;LABELS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${ARG_DIRECTORY}/*.cpp)
    if(NOT sources OR ("slow" IN_LIST ARG_LABELS AND SAGAFLOW_SANITIZE))
        return()
    endif()
    add_executable(${name} ${sources})
    foreach(group test_programs threaded_test_programs)
        if(NOT TARGET ${group})
            add_custom_target(${group})
        endif()
    endforeach()
    if(NOT "slow" IN_LIST ARG_LABELS)
        add_dependencies(test_programs ${name})
    endif()
    if("threads" IN_LIST ARG_LABELS)
        add_dependencies(threaded_test_programs ${name})
    endif()
    target_link_libraries(${name} PRIVATE sagaflow_settings ${ARG_LINK} GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name} PRIVATE SAGAFLOW_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        SAGAFLOW_BINARY_DIR="${CMAKE_BINARY_DIR}")
    sagaflow_precompile(${name})
    gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 120
        DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 600 LABELS "${ARG_LABELS}")
endfunction()
