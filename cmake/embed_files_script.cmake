# Run by cmake/WebUi.cmake: writes OUT, a source file with every file of DIST. The bytes come in by
# .incbin, which costs the compiler nothing. FILE.gz and FILE.br are forms of FILE.
file(GLOB_RECURSE files RELATIVE ${DIST} ${DIST}/*)
list(FILTER files EXCLUDE REGEX "[.](gz|br)$")
list(SORT files)
if(NOT files)
    message(FATAL_ERROR "Expected the built web UI in ${DIST}, but there is nothing")
endif()

set(types_html "text/html; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_svg "image/svg+xml")

set(number 0)
set(declarations "")
set(table "")
foreach(file ${files})
    string(REGEX REPLACE ".*[.]" "" ending ${file})
    if(NOT DEFINED types_${ending})
        message(FATAL_ERROR "Expected a content type for .${ending} in embed_files_script.cmake")
    endif()
    file(SHA256 ${DIST}/${file} digest)
    string(SUBSTRING ${digest} 0 24 digest)
    set(forms "")
    foreach(suffix "" ".gz" ".br")
        if(NOT EXISTS ${DIST}/${file}${suffix})
            string(APPEND forms ", {}")
            continue()
        endif()
        string(APPEND declarations "FORM(${number}, \"${DIST}/${file}${suffix}\")\n")
        string(APPEND forms ",\n     bytes(web_ui_${number}, web_ui_${number}_end)")
        math(EXPR number "${number} + 1")
    endforeach()
    string(APPEND table "    {\"${file}\", \"${types_${ending}}\", \"${digest}\"${forms}},\n")
endforeach()

file(WRITE ${OUT} "// Generated. See cmake/WebUi.cmake.
#include \"api/ui/embedded.hpp\"

#define FORM(number, path)                                                                   \\
    __asm__(\".section .rodata\\n.balign 16\\nweb_ui_\" #number \":\\n.incbin \\\"\" path        \\
            \"\\\"\\nweb_ui_\" #number \"_end:\\n.byte 0\\n.previous\\n\");                        \\
    extern \"C\" const char web_ui_##number[] __attribute__((visibility(\"hidden\")));          \\
    extern \"C\" const char web_ui_##number##_end[] __attribute__((visibility(\"hidden\")));
${declarations}
namespace sagaflow::api::ui {
namespace {

std::string_view bytes(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

Assets embedded_assets() {
    static const Asset all[] = {
${table}    };
    return all;
}

}  // namespace sagaflow::api::ui
")
