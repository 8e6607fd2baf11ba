# Turns migrations, built-in playbooks and built-in rules into one generated source: core has no Qt resources.
file(GLOB EMBEDDED_FILES CONFIGURE_DEPENDS
    ${CMAKE_SOURCE_DIR}/core/services/*/migrations/*.sql
    ${CMAKE_SOURCE_DIR}/core/api/migrations/*.sql
    ${CMAKE_SOURCE_DIR}/resources/playbooks/*.json
    ${CMAKE_SOURCE_DIR}/resources/rules/*.json)
set(EMBEDDED_SOURCE ${CMAKE_BINARY_DIR}/generated/embedded.cpp)
list(JOIN CAPABILITIES "," EMBEDDED_CAPABILITIES)
add_custom_command(
    OUTPUT ${EMBEDDED_SOURCE}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${EMBEDDED_SOURCE} "-DCAPABILITIES=${EMBEDDED_CAPABILITIES}"
            -DROOT=${CMAKE_SOURCE_DIR} -P ${CMAKE_SOURCE_DIR}/core/cmake/write_embedded.cmake
    DEPENDS ${EMBEDDED_FILES} ${CMAKE_SOURCE_DIR}/core/cmake/write_embedded.cmake
    VERBATIM)
