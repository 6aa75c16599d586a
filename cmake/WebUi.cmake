# The web UI inside the program: sagaflow_ui_assets defines api::ui::embedded_assets().
#
# With SAGAFLOW_UI=ON npm builds ui/ into <build>/ui/dist, again only when something of ui/ changed,
# and the files become part of one object by .incbin. With OFF, and where there is no Node that is
# new enough, the table is empty and the server says so.
option(SAGAFLOW_UI "Build the web UI with npm and serve it at /ui/" ON)
set(SAGAFLOW_NODE_MIN 20.19)

# Sets SAGAFLOW_NODE and SAGAFLOW_NPM (a command) if `node` is there and new enough.
function(sagaflow_take_node node)
    if(SAGAFLOW_NODE OR NOT EXISTS "${node}")
        return()
    endif()
    execute_process(COMMAND ${node} --version OUTPUT_VARIABLE version
        OUTPUT_STRIP_TRAILING_WHITESPACE)
    string(REGEX REPLACE "^v" "" version "${version}")
    if(version VERSION_GREATER_EQUAL SAGAFLOW_NODE_MIN)
        set(SAGAFLOW_NODE ${node} PARENT_SCOPE)
        set(SAGAFLOW_NPM ${ARGN} PARENT_SCOPE)
    endif()
endfunction()

# The system's Node, or the one that deploy/install-dependencies.sh puts beside the build where the
# system's is too old.
macro(sagaflow_find_node)
    find_program(system_node node NO_CACHE)
    find_program(system_npm npm NO_CACHE)
    if(system_node AND system_npm)
        sagaflow_take_node(${system_node} ${system_npm})
    endif()
    set(beside ${CMAKE_SOURCE_DIR}/build/third-party/node/node_modules)
    file(GLOB own_node ${beside}/node-linux-*/bin/node)
    sagaflow_take_node("${own_node}" ${own_node} ${beside}/npm/bin/npm-cli.js)
endmacro()

function(sagaflow_build_web_ui source)
    get_filename_component(node_folder ${SAGAFLOW_NODE} DIRECTORY)
    set(with_node ${CMAKE_COMMAND} -E env "PATH=${node_folder}:$ENV{PATH}")
    set(ui ${CMAKE_SOURCE_DIR}/ui)
    set(dist ${CMAKE_BINARY_DIR}/ui/dist)
    set(installed ${CMAKE_BINARY_DIR}/ui/installed.stamp)
    file(GLOB_RECURSE parts CONFIGURE_DEPENDS ${ui}/src/* ${ui}/build/*)
    add_custom_command(OUTPUT ${installed}
        COMMAND ${with_node} sh ${ui}/build/install.sh ${SAGAFLOW_NPM}
        COMMAND ${CMAKE_COMMAND} -E touch ${installed}
        DEPENDS ${ui}/package.json ${ui}/package-lock.json ${ui}/.npmrc ${ui}/build/install.sh
        WORKING_DIRECTORY ${ui} COMMENT "Installing what builds the web UI" VERBATIM)
    add_custom_command(OUTPUT ${source}
        COMMAND ${with_node} SAGAFLOW_UI_DIST=${dist} ${SAGAFLOW_NPM} run --silent build
        COMMAND ${CMAKE_COMMAND} -DDIST=${dist} -DOUT=${source}
            -P ${CMAKE_SOURCE_DIR}/cmake/embed_files_script.cmake
        DEPENDS ${installed} ${parts} ${ui}/vite.config.ts ${ui}/tsconfig.json
            ${CMAKE_SOURCE_DIR}/cmake/embed_files_script.cmake
        WORKING_DIRECTORY ${ui} COMMENT "Building the web UI" VERBATIM)
endfunction()

if(SAGAFLOW_UI)
    sagaflow_find_node()
    if(NOT SAGAFLOW_NODE)
        message(WARNING "Expected Node ${SAGAFLOW_NODE_MIN} or newer with npm for the web UI, but "
            "there is none: building without it. deploy/install-dependencies.sh installs it.")
    endif()
endif()
if(SAGAFLOW_UI AND SAGAFLOW_NODE)
    set(SAGAFLOW_HAS_UI ON)
    set(ui_source ${CMAKE_BINARY_DIR}/generated/web_ui_assets.cpp)
    sagaflow_build_web_ui(${ui_source})
else()
    set(SAGAFLOW_HAS_UI OFF)
    set(ui_source ${CMAKE_SOURCE_DIR}/cmake/no_web_ui.cpp)
endif()
add_library(sagaflow_ui_assets STATIC ${ui_source})
target_link_libraries(sagaflow_ui_assets PRIVATE sagaflow_settings)
