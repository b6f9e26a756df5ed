#include "image/image.h"

#include <gtest/gtest.h>
#include <turbojpeg.h>

#include "base/limits.h"
#include "image/test_pictures.h"

namespace jianzai {
namespace {

using namespace jianzai::test_pictures;

Bytes sample_jpeg() {
  auto jpeg = encode_jpeg(noise(96, 64));
  EXPECT_TRUE(jpeg);
  return *jpeg;
}

Bytes compress(const Image& image, int pixel_format, int flags, int subsampling) {
  tjhandle handle = tjInitCompress();
  unsigned char* out = nullptr;
  unsigned long size = 0;
  const int width = pixel_format == TJPF_CMYK ? image.width() * 3 / 4 : image.width();
  EXPECT_EQ(tjCompress2(handle, image.row(0), width, 0, image.height(), pixel_format, &out, &size,
                        subsampling, 90, flags),
            0);
  Bytes jpeg(out, out + size);
  tjFree(out);
  tjDestroy(handle);
  return jpeg;
}

std::size_t find_marker(const Bytes& jpeg, std::uint8_t marker, std::size_t from = 0) {
  for (std::size_t i = from; i + 1 < jpeg.size(); ++i) {
    if (jpeg[i] == 0xFF && jpeg[i + 1] == marker) return i;
  }
  ADD_FAILURE() << "no such marker";
  return 0;
}

ErrorCode refusal_of(ByteView jpeg) {
  const auto decoded = decode_jpeg(jpeg);
  EXPECT_FALSE(decoded);
  return decoded ? ErrorCode::kInternal : decoded.error().code;
}

// Claims other sides without having the pixels.
Bytes with_sides(int width, int height) {
  Bytes jpeg = sample_jpeg();
  const std::size_t frame = find_marker(jpeg, 0xC0);
  jpeg[frame + 5] = static_cast<std::uint8_t>(height >> 8);
  jpeg[frame + 6] = static_cast<std::uint8_t>(height);
  jpeg[frame + 7] = static_cast<std::uint8_t>(width >> 8);
  jpeg[frame + 8] = static_cast<std::uint8_t>(width);
  return jpeg;
}

TEST(Image, DecodesWhatItEncoded) {
  Image grey(120, 90);
  std::fill_n(grey.row(0), 120 * 90 * 3, std::uint8_t{128});
  const auto jpeg = encode_jpeg(grey);
  ASSERT_TRUE(jpeg);
  const auto decoded = decode_jpeg(*jpeg);
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_EQ(decoded->image.width(), 120);
  EXPECT_EQ(decoded->image.height(), 90);
  EXPECT_EQ(decoded->scale, 1);
  EXPECT_NEAR(decoded->image.row(45)[180], 128, 1);
  EXPECT_TRUE(check_jpeg(*jpeg));
}

TEST(Image, KeepsBlueGreenRedOrder) {
  Image blue(32, 32);
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 32; ++x) blue.row(y)[3 * x] = 255;
  }
  const auto decoded = decode_jpeg(*encode_jpeg(blue));
  ASSERT_TRUE(decoded);
  EXPECT_GT(decoded->image.row(16)[48], 230);
  EXPECT_LT(decoded->image.row(16)[50], 25);
}

TEST(Image, RefusesEmptyImagesForEncoding) {
  EXPECT_EQ(encode_jpeg(Image()).error().code, ErrorCode::kInvalidRequest);
}

TEST(Image, RefusesWhatIsNoJpeg) {
  EXPECT_EQ(refusal_of({}), ErrorCode::kNotAnImage);
  EXPECT_EQ(refusal_of(as_bytes("\x89PNG\r\n\x1A\n and more")), ErrorCode::kNotAnImage);
  EXPECT_EQ(refusal_of(as_bytes("<svg xmlns='http://www.w3.org/2000/svg'/>")), ErrorCode::kNotAnImage);
  EXPECT_EQ(refusal_of(Bytes{0xFF, 0xD8, 0xFF, 0xD9}), ErrorCode::kNotAnImage);
  EXPECT_EQ(refusal_of(Bytes(5000, 0xFF)), ErrorCode::kNotAnImage);
}

TEST(Image, RefusesAPictureCutAnywhere) {
  const Bytes jpeg = sample_jpeg();
  for (std::size_t size = 0; size < jpeg.size(); size += 64) {
    EXPECT_EQ(refusal_of(ByteView(jpeg).first(size)), ErrorCode::kNotAnImage) << size;
  }
  EXPECT_EQ(refusal_of(ByteView(jpeg).first(jpeg.size() - 1)), ErrorCode::kNotAnImage);
}

TEST(Image, RefusesAPhotographCutAtEveryKilobyte) {
  const Bytes jpeg = face_jpeg(kMan1);
  if (jpeg.empty()) GTEST_SKIP() << "no faces in " << faces_dir();
  ASSERT_TRUE(decode_jpeg(jpeg));
  for (std::size_t size = 0; size < jpeg.size(); size += 1024) {
    EXPECT_EQ(refusal_of(ByteView(jpeg).first(size)), ErrorCode::kNotAnImage) << size;
    // With an end marker put where it was cut: the decoder itself has to notice.
    Bytes closed(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(size));
    closed.insert(closed.end(), {0xFF, 0xD9});
    EXPECT_EQ(refusal_of(closed), ErrorCode::kNotAnImage) << size;
    EXPECT_FALSE(check_jpeg(closed)) << size;
  }
}

TEST(Image, SurvivesAnyByteChanged) {
  const Bytes jpeg = sample_jpeg();
  for (std::size_t i = 0; i < jpeg.size(); i += 3) {
    Bytes damaged = jpeg;
    damaged[i] ^= 0x5A;
    const auto decoded = decode_jpeg(damaged, 32);
    if (!decoded) continue;
    EXPECT_GT(decoded->image.width(), 0);
  }
}

TEST(Image, RefusesHugeSidesBeforeAllocating) {
  EXPECT_EQ(refusal_of(with_sides(20000, 20000)), ErrorCode::kImageTooLarge);
  EXPECT_EQ(refusal_of(with_sides(65535, 65535)), ErrorCode::kImageTooLarge);
  EXPECT_EQ(refusal_of(with_sides(limits::kImageSideMax_px + 1, 8)), ErrorCode::kImageTooLarge);
  EXPECT_EQ(refusal_of(with_sides(8000, 8000)), ErrorCode::kImageTooLarge);
  EXPECT_EQ(check_jpeg(with_sides(20000, 20000)).error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(refusal_of(with_sides(0, 100)), ErrorCode::kNotAnImage);
  EXPECT_EQ(refusal_of(with_sides(100, 0)), ErrorCode::kNotAnImage);
}

TEST(Image, RefusesTooManyBytes) {
  Bytes jpeg = sample_jpeg();
  jpeg.resize(limits::kImageBytesMax + 1);
  EXPECT_EQ(refusal_of(jpeg), ErrorCode::kBodyTooLarge);
}

TEST(Image, TakesProgressivePictures) {
  const Bytes jpeg = compress(noise(96, 64), TJPF_BGR, TJFLAG_PROGRESSIVE, TJSAMP_420);
  const auto header = read_jpeg_header(jpeg);
  ASSERT_TRUE(header);
  EXPECT_TRUE(header->progressive);
  EXPECT_GT(header->scans, 5);
  EXPECT_TRUE(decode_jpeg(jpeg));
}

TEST(Image, RefusesAProgressiveBomb) {
  const Bytes jpeg = compress(noise(96, 64), TJPF_BGR, TJFLAG_PROGRESSIVE, TJSAMP_420);
  std::size_t last_scan = 0;
  for (std::size_t i = 0; i + 1 < jpeg.size(); ++i) {
    if (jpeg[i] == 0xFF && jpeg[i + 1] == 0xDA) last_scan = i;
  }
  const Bytes scan(jpeg.begin() + static_cast<std::ptrdiff_t>(last_scan), jpeg.end() - 2);
  Bytes bomb(jpeg.begin(), jpeg.end() - 2);
  for (int i = 0; i < limits::kJpegScansMax; ++i) bomb.insert(bomb.end(), scan.begin(), scan.end());
  bomb.insert(bomb.end(), {0xFF, 0xD9});
  EXPECT_EQ(refusal_of(bomb), ErrorCode::kNotAnImage);
}

TEST(Image, RefusesProgressiveWorkBeyondItsBound) {
  Bytes jpeg = compress(noise(96, 64), TJPF_BGR, TJFLAG_PROGRESSIVE, TJSAMP_420);
  const auto scans = static_cast<std::uint64_t>(read_jpeg_header(jpeg)->scans);
  Bytes end(jpeg.end() - 2, jpeg.end());
  jpeg.resize(jpeg.size() - 2);
  const std::size_t frame = find_marker(jpeg, 0xC2);
  jpeg[frame + 5] = 6000 >> 8;
  jpeg[frame + 6] = 6000 & 0xFF;
  jpeg[frame + 7] = 6000 >> 8;
  jpeg[frame + 8] = 6000 & 0xFF;
  const std::size_t first_scan = find_marker(jpeg, 0xDA);
  const std::size_t next = find_marker(jpeg, 0xC4, first_scan);
  const Bytes scan(jpeg.begin() + static_cast<std::ptrdiff_t>(first_scan),
                   jpeg.begin() + static_cast<std::ptrdiff_t>(next));
  for (std::uint64_t i = scans; i * 36'000'000 <= kProgressiveWorkMax; ++i) {
    jpeg.insert(jpeg.end(), scan.begin(), scan.end());
  }
  jpeg.insert(jpeg.end(), end.begin(), end.end());
  EXPECT_EQ(refusal_of(jpeg), ErrorCode::kImageTooLarge);
}

TEST(Image, RefusesCmykPolitely) {
  const Bytes jpeg = compress(noise(64, 48), TJPF_CMYK, 0, TJSAMP_444);
  const auto decoded = decode_jpeg(jpeg);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kNotAnImage);
  EXPECT_NE(decoded.error().detail.find("CMYK"), std::string::npos);
}

TEST(Image, TakesGreyPictures) {
  const auto decoded = decode_jpeg(compress(noise(96, 64), TJPF_BGR, 0, TJSAMP_GRAY));
  ASSERT_TRUE(decoded);
  const auto* pixel = decoded->image.row(10) + 30;
  EXPECT_EQ(pixel[0], pixel[1]);
  EXPECT_EQ(pixel[1], pixel[2]);
}

TEST(Image, IgnoresBytesAfterTheEnd) {
  Bytes jpeg = sample_jpeg();
  jpeg.insert(jpeg.end(), 3000, 0x00);  // as phones append depth maps and films
  EXPECT_TRUE(decode_jpeg(jpeg));
}

// The corner (0 upper left, 1 upper right, 2 lower right, 3 lower left) of the upright picture in which the
// stored picture's upper left and upper right corners end up: EXIF 2.32, 4.6.5.1.5.
struct Turn {
  int orientation;
  int first;
  int second;
};

TEST(Image, TurnsPhonePicturesUpright) {
  constexpr Turn kTurns[] = {{1, 0, 1}, {2, 1, 0}, {3, 2, 3}, {4, 3, 2},
                             {5, 0, 3}, {6, 1, 2}, {7, 2, 1}, {8, 3, 0}};
  Image stored(96, 48);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      stored.row(y)[3 * x] = 255;             // blue: upper left
      stored.row(y)[3 * (80 + x) + 2] = 255;  // red: upper right
    }
  }
  const Bytes jpeg = *encode_jpeg(stored);
  for (const bool little_endian : {true, false}) {
    for (const auto& turn : kTurns) {
      const auto decoded = decode_jpeg(with_orientation(jpeg, turn.orientation, little_endian));
      ASSERT_TRUE(decoded) << decoded.error().detail;
      const Image& image = decoded->image;
      EXPECT_EQ(decoded->header.orientation, turn.orientation);
      EXPECT_EQ(image.width(), turn.orientation >= 5 ? 48 : 96);
      EXPECT_EQ(decoded->header.width, image.width());
      EXPECT_EQ(decoded->header.height, image.height());
      const auto at = [&](int corner, int channel) {
        const int x = corner == 1 || corner == 2 ? image.width() - 5 : 4;
        const int y = corner >= 2 ? image.height() - 5 : 4;
        return image.row(y)[3 * x + channel];
      };
      EXPECT_GT(at(turn.first, 0), 200) << turn.orientation;
      EXPECT_GT(at(turn.second, 2), 200) << turn.orientation;
    }
  }
}

TEST(Image, TakesUnreadableExifAsUpright) {
  const Bytes jpeg = sample_jpeg();
  for (const int orientation : {0, 9, 200}) {
    EXPECT_EQ(read_jpeg_header(with_orientation(jpeg, orientation))->orientation, 1);
  }
  Bytes far = with_orientation(jpeg, 6);
  for (std::size_t i = 0; i < 4; ++i) far[2 + 10 + 4 + i] = 0xFF;  // a directory beyond the end
  EXPECT_EQ(read_jpeg_header(far)->orientation, 1);
}

TEST(Image, ShrinksLargePicturesWhileDecoding) {
  Image large(7300, 5400);  // 39.4 megapixels
  const Bytes jpeg = *encode_jpeg(large, 50);
  const auto decoded = decode_jpeg(jpeg, 1280);
  ASSERT_TRUE(decoded) << decoded.error().detail;
  EXPECT_EQ(decoded->image.width(), 1825);
  EXPECT_EQ(decoded->image.height(), 1350);
  EXPECT_NEAR(decoded->scale, 0.25, 1e-3);
  EXPECT_EQ(decoded->header.width, 7300);
}

TEST(Image, NeverEnlargesWhileDecoding) {
  const auto decoded = decode_jpeg(sample_jpeg(), 1280);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->image.width(), 96);
}

}  // namespace
}  // namespace jianzai
