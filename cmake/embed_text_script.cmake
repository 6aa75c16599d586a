# Run by sagaflow_embed_text. Raw string literals are capped at 64 KiB by the standard's minimum, so
# long files are cut into adjacent literals.
file(WRITE ${OUT_HPP}.new "// Generated. See cmake/EmbedText.cmake.
#pragma once
#include <string_view>
namespace ${NAMESPACE} {
std::string_view embedded_text(std::string_view path);
}
")
set(body "// Generated. See cmake/EmbedText.cmake.
#include \"${HEADER}\"
namespace ${NAMESPACE} {
std::string_view embedded_text(std::string_view path) {
")
foreach(file ${FILES})
    file(RELATIVE_PATH name ${ROOT} ${file})
    file(READ ${file} text)
    string(LENGTH "${text}" length)
    set(literal "")
    set(at 0)
    while(at LESS length)
        string(SUBSTRING "${text}" ${at} 8000 piece)
        string(APPEND literal "R\"~~~~(${piece})~~~~\"\n")
        math(EXPR at "${at} + 8000")
    endwhile()
    if(literal STREQUAL "")
        set(literal "\"\"")
    endif()
    string(APPEND body "    if (path == \"${name}\") return ${literal};\n")
endforeach()
string(APPEND body "    return {};\n}\n}  // namespace ${NAMESPACE}\n")
file(WRITE ${OUT_CPP}.new "${body}")
file(RENAME ${OUT_HPP}.new ${OUT_HPP})
file(RENAME ${OUT_CPP}.new ${OUT_CPP})
