// Pictures for the tests of this module and of those above it.
#pragma once

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/bytes.h"
#include "image/image.h"

namespace jianzai::test_pictures {

inline std::filesystem::path source_dir() { return JIANZAI_SOURCE_DIR; }

inline std::filesystem::path dir_from(const char* variable, const char* folder) {
  const char* named = std::getenv(variable);
  if (named != nullptr && *named != '\0') return named;
  return source_dir().parent_path() / "shared" / folder;
}
inline std::filesystem::path models_dir() { return dir_from("JIANZAI_MODELS", "models"); }
inline std::filesystem::path faces_dir() { return dir_from("JIANZAI_FACES", "faces"); }

inline Bytes read_bytes(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(stream), {});
}

// A face of faces_dir(); empty when the faces are not here.
inline Bytes face_jpeg(const char* name) { return read_bytes(faces_dir() / name); }
inline constexpr const char* kMan1 = "msfamily/Family2-Man/Family2-Man1.jpg";
inline constexpr const char* kMan2 = "msfamily/Family2-Man/Family2-Man2.jpg";
inline constexpr const char* kLady1 = "msfamily/Family3-Lady/Family3-Lady1.jpg";

// Colours that change from pixel to pixel without a pattern: compresses badly, holds no face.
inline Image noise(int width, int height, std::uint32_t seed = 1) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < 3 * width; ++x) {
      seed = seed * 1664525U + 1013904223U;
      image.row(y)[x] = static_cast<std::uint8_t>(seed >> 24U);
    }
  }
  return image;
}

inline void paste(Image& onto, const Image& image, int left, int top) {
  for (int y = 0; y < image.height(); ++y) {
    std::memcpy(onto.row(top + y) + 3 * static_cast<std::size_t>(left), image.row(y),
                3 * static_cast<std::size_t>(image.width()));
  }
}

// The JPEG with an EXIF block that holds nothing but the orientation.
inline Bytes with_orientation(const Bytes& jpeg, int orientation, bool little_endian = true) {
  const std::string head(
      "\xFF\xE1\x00\x22"
      "Exif\0\0",
      10);
  const std::string little("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0", 26);
  const std::string big("MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0", 26);
  std::string block = head + (little_endian ? little : big);
  block[10 + (little_endian ? 18 : 19)] = static_cast<char>(orientation);
  const std::string whole(jpeg.begin(), jpeg.end());
  block = whole.substr(0, 2) + block + whole.substr(2);
  return Bytes(block.begin(), block.end());
}

}  // namespace jianzai::test_pictures
