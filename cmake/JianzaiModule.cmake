# jianzai_module(NAME LINKS ...): a static library of every *.cc beside the caller, and a test program of every
# *_test.cc. What is not in LINKS cannot be included: each module's headers are reachable only through its target,
# as <name>/..., from a private include tree (build/<preset>/include/<name>/<name> -> src/<name>).
# POSTGRES_TESTS: a filter for the tests that run on PostgreSQL, too; they find it by JIANZAI_TEST_DATABASE.
# SHARDS: in how many processes the tests run, where they take long.
function(jianzai_module name)
  cmake_parse_arguments(ARG "" "SHARDS" "LINKS;TEST_LINKS;POSTGRES_TESTS" ${ARGN})
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
    jianzai_add_tests(${name} ${name} "-*/postgres" "${ARG_SHARDS}")
    if(ARG_POSTGRES_TESTS)
      jianzai_add_tests(${name} "${name} (postgres)" "${ARG_POSTGRES_TESTS}" "${ARG_SHARDS}"
        FIXTURES_REQUIRED postgres ENVIRONMENT "JIANZAI_TEST_DATABASE=${CMAKE_BINARY_DIR}/postgres/connection")
    endif()
  endif()
endfunction()

# jianzai_add_tests(MODULE NAME FILTER SHARDS [PROPERTY VALUE...]): the tests of a module that FILTER lets through. Many in one
# process: one for each would spend longer starting than testing. Results: results/NAME.SHARD.xml.
function(jianzai_add_tests module name filter shards)
  if(NOT shards)
    set(shards 1)
  endif()
  foreach(shard RANGE 1 ${shards})
    math(EXPR index "${shard} - 1")
    add_test(NAME "${name}.${shard}" COMMAND ${module}_test --gtest_brief=1 "--gtest_filter=${filter}"
      "--gtest_output=xml:${CMAKE_BINARY_DIR}/results/${name}.${shard}.xml")
    set_tests_properties("${name}.${shard}" PROPERTIES TIMEOUT 600 ${ARGN})
    set_property(TEST "${name}.${shard}" APPEND PROPERTY ENVIRONMENT GTEST_TOTAL_SHARDS=${shards} GTEST_SHARD_INDEX=${index})
  endforeach()
endfunction()
