# sagaflow_module(NAME DIRECTORY dir [EXCLUDE regex...] [ALONE files...] [LINK targets...]
#     [PRIVATE_LINK targets...] [FOR_TESTS])
#
# One static library per architectural room. Sources are found by folder, because the folders are
# the architecture: a file in a folder belongs to the folder's module. Files in ALONE never share a
# compile with others (see sagaflow_batches).
function(sagaflow_module name)
    cmake_parse_arguments(
        ARG "NO_RECURSE;FOR_TESTS" "DIRECTORY" "EXCLUDE;ALONE;LINK;PRIVATE_LINK" ${ARGN})
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
        if(ARG_FOR_TESTS)
            target_link_libraries(${name} PRIVATE sagaflow_test_settings)
            sagaflow_precompile_test(${name})
        else()
            sagaflow_precompile(${name})
        endif()
        sagaflow_batches(${name} 8 ${ARG_ALONE})
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE sagaflow_settings ${ARG_LINK})
    endif()
endfunction()

# Compiles the files of a target `size` at a time, so that the templates of the standard library and
# of nlohmann/json are instantiated once for all of them. Each file still stands for itself:
# -DSAGAFLOW_BATCHES=OFF compiles them one by one.
function(sagaflow_batches name size)
    if(SAGAFLOW_BATCHES)
        set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
        foreach(file ${ARGN})
            set_source_files_properties(${file} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
        endforeach()
    endif()
endfunction()

# Two precompiled headers: the standard library and nlohmann/json, which nearly every file needs and
# which cost most of the parse time; for tests GoogleTest as well.
function(sagaflow_precompile name)
    sagaflow_precompiled_header(sagaflow_pch sagaflow_settings <nlohmann/json.hpp>)
    target_precompile_headers(${name} REUSE_FROM sagaflow_pch)
endfunction()

function(sagaflow_precompile_test name)
    sagaflow_precompiled_header(sagaflow_test_pch sagaflow_test_settings
        <nlohmann/json.hpp> <gtest/gtest.h>)
    target_precompile_headers(${name} REUSE_FROM sagaflow_test_pch)
endfunction()

function(sagaflow_precompiled_header name settings)
    if(NOT TARGET ${name})
        file(WRITE ${CMAKE_BINARY_DIR}/generated/${name}.cpp "// Builds the shared header.\n")
        add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/generated/${name}.cpp)
        target_link_libraries(${name} PUBLIC ${settings})
        target_precompile_headers(${name} PUBLIC
            <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <deque>
            <filesystem> <fstream> <functional> <map> <memory> <mutex> <optional> <set> <sstream>
            <string> <string_view> <thread> <unordered_map> <utility> <variant> <vector> ${ARGN})
    endif()
endfunction()

# sagaflow_test(NAME DIRECTORY tests/x LINK targets... [LABELS threads|slow] [ALONE files...]): one
# GoogleTest program per folder of tests. "threads" also runs under TSan, "slow" does not run under
# ASan (tests/run.sh).
function(sagaflow_test name)
    cmake_parse_arguments(ARG "" "DIRECTORY" "LINK;LABELS;ALONE" ${ARGN})
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
    target_link_libraries(${name} PRIVATE sagaflow_test_settings ${ARG_LINK} GTest::gtest_main)
    target_compile_definitions(${name} PRIVATE SAGAFLOW_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        SAGAFLOW_BINARY_DIR="${CMAKE_BINARY_DIR}")
    sagaflow_precompile_test(${name})
    sagaflow_batches(${name} 4 ${ARG_ALONE})
    gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 120
        DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 600 LABELS "${ARG_LABELS}")
endfunction()
