#include "cli/report.h"

#include <fstream>
#include <iostream>

#include <boost/json.hpp>

namespace jianzai::cli {
namespace {

std::string_view code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotAnImage:
      return "NOT_AN_IMAGE";
    case ErrorCode::kImageTooLarge:
      return "IMAGE_TOO_LARGE";
    case ErrorCode::kBodyTooLarge:
      return "BODY_TOO_LARGE";
    case ErrorCode::kInvalidRequest:
      return "INVALID_REQUEST";
    case ErrorCode::kUnavailable:
      return "UNAVAILABLE";
    case ErrorCode::kIo:
      return "IO";
    default:
      return "INTERNAL";
  }
}

std::string_view text_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotAnImage:
      return "not a JPEG that can be decoded";
    case ErrorCode::kImageTooLarge:
      return "the picture is too large";
    case ErrorCode::kBodyTooLarge:
      return "the file is too large";
    case ErrorCode::kInvalidRequest:
      return "not usable";
    case ErrorCode::kUnavailable:
      return "something that is needed is missing";
    case ErrorCode::kIo:
      return "cannot be read";
    default:
      return "failed";
  }
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& file, std::size_t bytes_max) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return fail(ErrorCode::kIo, "no such file");
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return fail(ErrorCode::kIo);
  const auto size = std::filesystem::file_size(file, error);
  if (error) return fail(ErrorCode::kIo, error.message());
  if (size > bytes_max) return fail(ErrorCode::kBodyTooLarge, std::to_string(size) + " bytes");
  Bytes bytes(size);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (stream.gcount() != static_cast<std::streamsize>(size)) return fail(ErrorCode::kIo, "cut short");
  return bytes;
}

int report(const Error& error, const std::string& what, Output output) {
  std::string message = what + ": " + std::string(text_of(error.code));
  if (!error.detail.empty()) message += " (" + error.detail + ")";
  std::cerr << message << '\n';
  if (output == Output::kJson) {
    const boost::json::value answer = {{"error", {{"code", code_of(error.code)}, {"message", message}}}};
    std::cout << boost::json::serialize(answer) << std::endl;
  }
  return kCouldNotBeDone;
}

}  // namespace jianzai::cli
