// dlib's usual way: HOG face detector, 68 points, chip of 150x150, 29-layer ResNet. Debian ships the first
// three; the ResNet's file is not in Debian, so it runs here with random weights: its time depends on its
// layers, not on its values. The layers are those of dlib's example dnn_face_recognition_ex.cpp.
#include <cstdio>
#include <iostream>

#include <dlib/dnn.h>
#include <dlib/image_processing.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <jpeglib.h>

#include "pictures.h"

namespace {

namespace bench = jianzai::bench;

template <template <int, template <typename> class, int, typename> class Block, int N,
          template <typename> class Norm, typename Subnet>
using residual = dlib::add_prev1<Block<N, Norm, 1, dlib::tag1<Subnet>>>;
template <template <int, template <typename> class, int, typename> class Block, int N,
          template <typename> class Norm, typename Subnet>
using residual_down = dlib::add_prev2<
    dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<Block<N, Norm, 2, dlib::tag1<Subnet>>>>>>;
template <int N, template <typename> class Norm, int Stride, typename Subnet>
using block = Norm<dlib::con<N, 3, 3, 1, 1, dlib::relu<Norm<dlib::con<N, 3, 3, Stride, Stride, Subnet>>>>>;
template <int N, typename Subnet>
using ares = dlib::relu<residual<block, N, dlib::affine, Subnet>>;
template <int N, typename Subnet>
using ares_down = dlib::relu<residual_down<block, N, dlib::affine, Subnet>>;
template <typename Subnet>
using level0 = ares_down<256, Subnet>;
template <typename Subnet>
using level1 = ares<256, ares<256, ares_down<256, Subnet>>>;
template <typename Subnet>
using level2 = ares<128, ares<128, ares_down<128, Subnet>>>;
template <typename Subnet>
using level3 = ares<64, ares<64, ares<64, ares_down<64, Subnet>>>>;
template <typename Subnet>
using level4 = ares<32, ares<32, ares<32, Subnet>>>;
using Resnet = dlib::loss_metric<dlib::fc_no_bias<
    128, dlib::avg_pool_everything<level0<level1<level2<level3<level4<dlib::max_pool<
             3, 3, 2, 2,
             dlib::relu<dlib::affine<dlib::con<32, 7, 7, 2, 2, dlib::input_rgb_image_sized<150>>>>>>>>>>>>>;

using Picture = dlib::array2d<dlib::rgb_pixel>;
using Chip = dlib::matrix<dlib::rgb_pixel>;

// dlib 19.24 reads JPEGs from files only; this is what its reader does, from memory.
Picture decode(const bench::Bytes& jpeg) {
  jpeg_decompress_struct reader{};
  jpeg_error_mgr errors{};
  reader.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&reader);
  jpeg_mem_src(&reader, jpeg.data(), jpeg.size());
  jpeg_read_header(&reader, TRUE);
  reader.out_color_space = JCS_RGB;
  jpeg_start_decompress(&reader);
  Picture picture(reader.output_height, reader.output_width);
  static_assert(sizeof(dlib::rgb_pixel) == 3);
  while (reader.output_scanline < reader.output_height) {
    auto* row = reinterpret_cast<unsigned char*>(&picture[reader.output_scanline][0]);
    jpeg_read_scanlines(&reader, &row, 1);
  }
  jpeg_finish_decompress(&reader);
  jpeg_destroy_decompress(&reader);
  return picture;
}

struct Networks {
  dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
  dlib::shape_predictor points;
  Resnet resnet;
};

dlib::rectangle locate(Networks& networks, const Picture& picture) {
  const auto faces = networks.detector(picture);
  if (faces.empty()) throw std::runtime_error("no face");
  return faces.front();
}

Chip align(const Networks& networks, const Picture& picture, const dlib::rectangle& box) {
  const auto shape = networks.points(picture, box);
  Chip chip;
  dlib::extract_image_chip(picture, dlib::get_face_chip_details(shape, 150, 0.25), chip);
  return chip;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Networks networks;
    dlib::deserialize(
        (bench::folder_of("JIANZAI_BENCH_DLIB") / "shape_predictor_68_face_landmarks.dat").string()) >>
        networks.points;
    const auto jpegs = bench::jpegs("640x480");
    std::vector<Picture> pictures;
    for (const auto& jpeg : jpegs) {
      pictures.push_back(decode(jpeg));
      locate(networks, pictures.back());
    }
    std::vector<Chip> chips;
    for (const auto& picture : pictures) chips.push_back(align(networks, picture, locate(networks, picture)));
    bench::add("dlib/whole/640x480", jpegs, [&](const bench::Bytes& jpeg) {
      const Picture picture = decode(jpeg);
      return networks.resnet(align(networks, picture, locate(networks, picture)));
    });
    bench::add("dlib/decode/640x480", jpegs, [](const bench::Bytes& jpeg) { return decode(jpeg).size(); });
    bench::add("dlib/locate/640x480", pictures,
               [&](const Picture& picture) { return locate(networks, picture); });
    bench::add("dlib/embed/640x480", chips, [&](const Chip& chip) { return networks.resnet(chip); });
    return bench::run_benchmarks(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "bench_dlib: " << e.what() << '\n';
    return 1;
  }
}
