// make_picture WIDTH HEIGHT OUT.jpg IN.jpg: the photograph's middle in that size and form, as a phone's
// camera would send it (JPEG 4:2:0, quality 92).
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>

#include "face/align.h"
#include "image/image.h"

namespace {

using namespace jianzai;

Result<Bytes> make(ByteView jpeg, int width, int height) {
  const auto decoded = TRY(decode_jpeg(jpeg));
  const double scale = std::max(static_cast<double>(width) / decoded.image.width(),
                                static_cast<double>(height) / decoded.image.height());
  const face::Similarity fit{.a = scale,
                             .b = 0,
                             .dx = (width - scale * decoded.image.width()) / 2,
                             .dy = (height - scale * decoded.image.height()) / 2};
  return encode_jpeg(face::warp(decoded.image, fit, width, height));
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  if (arguments.size() != 5) {
    std::cerr << "usage: bench_make_picture WIDTH HEIGHT OUT.jpg IN.jpg\n";
    return 2;
  }
  std::ifstream in(arguments[4], std::ios::binary);
  const Bytes jpeg(std::istreambuf_iterator<char>(in), {});
  const auto made = make(jpeg, std::atoi(arguments[1]), std::atoi(arguments[2]));
  if (!made) {
    std::cerr << arguments[4] << ": " << made.error().detail << '\n';
    return 1;
  }
  std::ofstream out(arguments[3], std::ios::binary);
  out.write(reinterpret_cast<const char*>(made->data()), static_cast<std::streamsize>(made->size()));
  return out.flush() ? 0 : 1;
}
