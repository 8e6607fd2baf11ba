# dewar_fonts(PROGRAM) derives the console's families at build time; embeds them and their licences, :/fonts.
# SPDX-License-Identifier: GPL-3.0-or-later

# Other interpreters that stand before it in PATH do not see the distribution's modules.
set(FONT_PYTHON /usr/bin/python3)
set(FONT_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/../theme/derive_fonts.py)
cmake_path(NORMAL_PATH FONT_SCRIPT)
set(INTER_FOLDER /usr/share/fonts/opentype/inter)
set(JETBRAINS_FOLDER /usr/share/fonts/truetype/jetbrains-mono)
# Debian's copyright file of JetBrains Mono names an older licence; the font itself says OFL.
set(OFL_TEXT /usr/share/doc/fonts-inter/copyright)

function(dewar_fonts_check)
    execute_process(COMMAND ${FONT_PYTHON} -c "import fontTools.subset"
        RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
    if(NOT failed EQUAL 0)
        message(FATAL_ERROR "${FONT_PYTHON} cannot import fontTools: install python3-fonttools")
    endif()
    foreach(file IN ITEMS ${INTER_FOLDER}/Inter-Regular.otf ${OFL_TEXT})
        if(NOT EXISTS ${file})
            message(FATAL_ERROR "${file} is missing: install fonts-inter")
        endif()
    endforeach()
    set(file ${JETBRAINS_FOLDER}/JetBrainsMono-Regular.ttf)
    if(NOT EXISTS ${file})
        message(FATAL_ERROR "${file} is missing: install fonts-jetbrains-mono")
    endif()
endfunction()

# One family: its faces and its licence, a command for each; appends their names to the caller's FONT_FILES.
function(dewar_fonts_family family source_prefix suffix)
    string(REPLACE " " "" stem ${family})
    foreach(style IN LISTS ARGN)
        set(source ${source_prefix}-${style}${suffix})
        set(face ${FONT_FOLDER}/${stem}-${style}${suffix})
        add_custom_command(OUTPUT ${face}
            COMMAND ${FONT_PYTHON} ${FONT_SCRIPT} face ${source} ${face} ${family} ${style}
            DEPENDS ${FONT_SCRIPT} ${source} COMMENT "Deriving ${family} ${style}" VERBATIM)
        list(APPEND FONT_FILES ${face})
    endforeach()
    set(source ${source_prefix}-Regular${suffix})
    set(licence ${FONT_FOLDER}/${stem}-licence.txt)
    add_custom_command(OUTPUT ${licence}
        COMMAND ${FONT_PYTHON} ${FONT_SCRIPT} licence ${source} ${OFL_TEXT} ${licence} ${family}
        DEPENDS ${FONT_SCRIPT} ${source} ${OFL_TEXT} COMMENT "Writing the licence of ${family}" VERBATIM)
    set(FONT_FILES ${FONT_FILES} ${licence} PARENT_SCOPE)
endfunction()

function(dewar_fonts target)
    if(NOT TARGET dewar_font_files)
        dewar_fonts_check()
        set(FONT_FOLDER ${CMAKE_BINARY_DIR}/fonts)
        file(MAKE_DIRECTORY ${FONT_FOLDER})
        set(FONT_FILES)
        dewar_fonts_family("Dewar Sans" ${INTER_FOLDER}/Inter .otf Regular Medium SemiBold)
        dewar_fonts_family("Dewar Mono" ${JETBRAINS_FOLDER}/JetBrainsMono .ttf Regular Medium)

        set(entries)
        foreach(file IN LISTS FONT_FILES)
            get_filename_component(name ${file} NAME)
            string(APPEND entries "    <file>${name}</file>\n")
        endforeach()
        set(qrc ${FONT_FOLDER}/fonts.qrc)
        file(CONFIGURE OUTPUT ${qrc} @ONLY
            CONTENT "<RCC>\n  <qresource prefix=\"/fonts\">\n@entries@  </qresource>\n</RCC>\n")
        add_custom_command(OUTPUT ${FONT_FOLDER}/qrc_fonts.cpp
            COMMAND Qt6::rcc --name fonts --output ${FONT_FOLDER}/qrc_fonts.cpp ${qrc}
            DEPENDS ${qrc} ${FONT_FILES} COMMENT "Embedding the fonts" VERBATIM)
        # One compiled copy for all programs, a target of its own: a parallel build derives the files once.
        add_library(dewar_font_files OBJECT EXCLUDE_FROM_ALL ${FONT_FOLDER}/qrc_fonts.cpp)
        target_link_libraries(dewar_font_files PRIVATE Qt6::Core)
    endif()
    # From an archive a linker takes no object that nothing names: a static library hands it on to its programs.
    get_target_property(kind ${target} TYPE)
    if(kind STREQUAL "STATIC_LIBRARY")
        target_sources(${target} INTERFACE $<TARGET_OBJECTS:dewar_font_files>)
    else()
        target_sources(${target} PRIVATE $<TARGET_OBJECTS:dewar_font_files>)
    endif()
endfunction()
