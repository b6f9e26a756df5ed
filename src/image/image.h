// Pictures from outside: bounded JPEG decoding, and the pixels that the rest of this module works on.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace jianzai {

// BGR, HWC uint8, rows without padding. A value.
class Image {
 public:
  Image() = default;
  // Black.
  Image(int width, int height);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] bool empty() const { return pixels_.empty(); }
  [[nodiscard]] std::uint8_t* row(int y) { return pixels_.data() + offset(y); }
  [[nodiscard]] const std::uint8_t* row(int y) const { return pixels_.data() + offset(y); }

  friend bool operator==(const Image&, const Image&) = default;

 private:
  [[nodiscard]] std::size_t offset(int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) * 3;
  }
  int width_ = 0;
  int height_ = 0;
  std::vector<std::uint8_t> pixels_;
};

// A progressive JPEG is decoded scan by scan over all of its pixels, and its scans may be almost empty: its
// work is pixels x scans, whatever its bytes. 40 megapixels in the usual 10 scans take 1-2 s of a core.
inline constexpr std::uint64_t kProgressiveWorkMax = 400'000'000;

// What a JPEG's header says, checked against limits.h and against kProgressiveWorkMax. Width and height are
// of the upright picture.
struct JpegHeader {
  int width = 0;
  int height = 0;
  int orientation = 1;  // EXIF 2.32, tag 0x0112: 1-8; 1 = as stored. Unreadable EXIF counts as 1
  int scans = 1;
  bool progressive = false;
};

// Reads markers only; allocates nothing that grows with the picture. 1 us for 640x480, 14 us for 12
// megapixels. Errors: kBodyTooLarge (kImageBytesMax), kNotAnImage (no JPEG, damaged, CMYK, 12 bit, too many
// scans), kImageTooLarge (sides, pixels, progressive work).
[[nodiscard]] Result<JpegHeader> read_jpeg_header(ByteView jpeg);

// Decodes the whole stream, small, and forgets it: is this a picture that decode_jpeg will take?
// Errors: as decode_jpeg. 640x480: 0.4 ms; 12 megapixels: 10 ms.
[[nodiscard]] Result<void> check_jpeg(ByteView jpeg);

struct Decoded {
  Image image;        // upright
  JpegHeader header;  // of the picture as it was sent
  float scale = 1;    // image = scale x picture, at most 1
};

// Decodes, shrinking while decoding: the smallest of libjpeg's n/8 scales that leaves the long side at
// `long_side_px` or more, so 40 megapixels cost 5 MB and not 120. Turns the picture upright (EXIF). Anything
// that libjpeg warns of (truncation, garbage) is an error: half a face is no evidence.
// Errors: as read_jpeg_header, and kNotAnImage for what only shows while decoding. 1280x720: 2.2 ms; 12
// megapixels to 1280: 21 ms.
[[nodiscard]] Result<Decoded> decode_jpeg(ByteView jpeg, std::optional<int> long_side_px = std::nullopt);

// Baseline JPEG, 4:2:0. `quality`: 1-100. Errors: kInvalidRequest for an empty image.
[[nodiscard]] Result<Bytes> encode_jpeg(const Image& image, int quality = 92);

// The picture as an EXIF `orientation` (1-8) says it is to be seen.
[[nodiscard]] Image turn_upright(const Image& image, int orientation);

// Area averaging when shrinking, bilinear when growing. Sizes at least 1.
[[nodiscard]] Image resize(const Image& image, int width, int height);

}  // namespace jianzai
