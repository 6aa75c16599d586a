include(GNUInstallDirs)
if(TARGET sagaflow)
    install(TARGETS sagaflow RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(FILES ${CMAKE_SOURCE_DIR}/dsl/schema/saga.schema.json
    DESTINATION ${CMAKE_INSTALL_DATADIR}/sagaflow OPTIONAL)
install(FILES ${CMAKE_SOURCE_DIR}/server/config/sagaflow-config.schema.json
    DESTINATION ${CMAKE_INSTALL_DATADIR}/sagaflow)
