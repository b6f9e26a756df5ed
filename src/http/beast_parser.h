// Beast's request parser, for all files that need it.
//
// Beast 1.81 asserts something that a peer can make false (basic_parser.ipp, parse_chunk_header, `n >= 5`: a
// final chunk `0\r\n` whose last line arrives byte by byte), and would end the process where NDEBUG is not
// set. The code behind it is right; so its assertions are off, here only. Test:
// ServerTest.takes_an_empty_chunked_body_in_pieces.
#pragma once

#ifdef BOOST_BEAST_HTTP_IMPL_BASIC_PARSER_IPP
#error "include http/beast_parser.h instead of Beast's parser"
#endif

#ifndef BOOST_DISABLE_ASSERTS
#define BOOST_DISABLE_ASSERTS
#define JIANZAI_BOOST_DISABLE_ASSERTS
#endif
#include <boost/assert.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/vector_body.hpp>
#ifdef JIANZAI_BOOST_DISABLE_ASSERTS
#undef BOOST_DISABLE_ASSERTS
#undef JIANZAI_BOOST_DISABLE_ASSERTS
#endif
#include <boost/assert.hpp>
