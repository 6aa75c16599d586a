# sagaflow_embed_text(TARGET HEADER_NAME NAMESPACE ROOT files...)
#
# Compiles text files into TARGET. The generated header "<HEADER_NAME>" declares
# `std::string_view NAMESPACE::embedded_text(std::string_view path)`, with paths relative to ROOT;
# asking for a file that was not embedded returns an empty view.
function(sagaflow_embed_text target header namespace root)
    set(generated ${CMAKE_BINARY_DIR}/generated)
    string(REPLACE ".hpp" ".cpp" source ${header})
    add_custom_command(
        OUTPUT ${generated}/${source} ${generated}/${header}
        COMMAND ${CMAKE_COMMAND} -DOUT_CPP=${generated}/${source} -DOUT_HPP=${generated}/${header}
            -DHEADER=${header} -DNAMESPACE=${namespace} -DROOT=${root} "-DFILES=${ARGN}"
            -P ${CMAKE_SOURCE_DIR}/cmake/embed_text_script.cmake
        DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/embed_text_script.cmake
        VERBATIM)
    set_source_files_properties(${generated}/${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    target_sources(${target} PRIVATE ${generated}/${source} ${generated}/${header})
endfunction()
