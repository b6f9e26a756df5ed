# jianzai_module(NAME LINKS ...): a static library of every *.cc beside the caller, and a test program of every
# *_test.cc. What is not in LINKS cannot be included: each module's headers are reachable only through its target,
# as <name>/..., from a private include tree (build/<preset>/include/<name>/<name> -> src/<name>).
# POSTGRES_TESTS: a filter for the tests that run on PostgreSQL, too; they find it by JIANZAI_TEST_DATABASE.
function(jianzai_module name)
  cmake_parse_arguments(ARG "" "" "LINKS;TEST_LINKS;POSTGRES_TESTS" ${ARGN})
  set(root ${CMAKE_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${name} SYMBOLIC)

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cc$")  # a main.cc is a program's
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  if(sources)
    add_library(jianzai_${name} STATIC ${sources})
    target_include_directories(jianzai_${name} PUBLIC ${root})
    target_link_libraries(jianzai_${name} PUBLIC ${ARG_LINKS})
  else()
    add_library(jianzai_${name} INTERFACE)
    target_include_directories(jianzai_${name} INTERFACE ${root})
    target_link_libraries(jianzai_${name} INTERFACE ${ARG_LINKS})
  endif()

  if(JIANZAI_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE jianzai_${name} ${ARG_TEST_LINKS} GTest::gtest GTest::gtest_main GTest::gmock)
    target_compile_definitions(${name}_test PRIVATE JIANZAI_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    gtest_discover_tests(${name}_test TEST_PREFIX "${name}." TEST_FILTER "-*/postgres" NO_PRETTY_VALUES PROPERTIES TIMEOUT 300 DISCOVERY_TIMEOUT 60)
    if(ARG_POSTGRES_TESTS)
      gtest_discover_tests(${name}_test TEST_PREFIX "${name} (postgres)." TEST_FILTER "${ARG_POSTGRES_TESTS}" NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60
        PROPERTIES TIMEOUT 300 FIXTURES_REQUIRED postgres ENVIRONMENT "JIANZAI_TEST_DATABASE=${CMAKE_BINARY_DIR}/postgres/connection")
    endif()
  endif()
endfunction()
