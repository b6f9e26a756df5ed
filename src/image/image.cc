#include "image/image.h"

#include <algorithm>
#include <cstring>

#include <opencv2/imgproc.hpp>
#include <turbojpeg.h>

#include "base/handle.h"
#include "base/limits.h"

namespace jianzai {
namespace {

using JpegHandle = Handle<void, tjDestroy>;

// The big-endian or little-endian integers of an EXIF block. Nothing beyond its end.
class ExifReader {
 public:
  ExifReader(ByteView bytes, bool little_endian) : bytes_(bytes), little_endian_(little_endian) {}
  [[nodiscard]] std::optional<std::uint32_t> read(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      value = value << 8U | bytes_[little_endian_ ? at + size - 1 - i : at + i];
    }
    return value;
  }

 private:
  ByteView bytes_;
  bool little_endian_;
};

// Of an APP1 segment's content; nothing when it is no EXIF block or holds no usable orientation.
std::optional<int> exif_orientation(ByteView segment) {
  constexpr std::string_view kMark("Exif\0\0", 6);
  if (segment.size() < kMark.size() + 8 || as_text(segment.first(kMark.size())) != kMark) return std::nullopt;
  const ByteView tiff = segment.subspan(kMark.size());
  const bool little_endian = tiff[0] == 'I';
  const ExifReader reader(tiff, little_endian);
  const auto directory = reader.read(4, 4);
  if (!directory) return std::nullopt;
  const auto entries = reader.read(*directory, 2);
  if (!entries) return std::nullopt;
  constexpr std::uint32_t kOrientationTag = 0x0112;
  constexpr std::uint32_t kShortType = 3;
  for (std::uint32_t i = 0; i < *entries; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + std::size_t{12} * i;
    const auto tag = reader.read(entry, 2);
    if (!tag) return std::nullopt;
    if (*tag != kOrientationTag) continue;
    const auto value = reader.read(entry + 8, 2);
    if (reader.read(entry + 2, 2) != kShortType || !value || *value < 1 || *value > 8) return std::nullopt;
    return static_cast<int>(*value);
  }
  return std::nullopt;
}

// Walks the markers of a JPEG (ITU-T T.81, annex B).
class MarkerWalk {
 public:
  explicit MarkerWalk(ByteView jpeg) : jpeg_(jpeg) {}

  Result<JpegHeader> read() {
    if (jpeg_.size() < 4 || jpeg_[0] != 0xFF || jpeg_[1] != kSoi) return refuse("no JPEG");
    at_ = 2;
    while (true) {
      const auto marker = next_marker();
      if (!marker) return refuse("the JPEG ends before its end marker");
      if (*marker == kEoi) break;
      if (*marker == kSoi) return refuse("a second start marker");
      if (*marker == 0x01 || (*marker >= 0xD0 && *marker <= 0xD7)) continue;  // these stand alone
      const auto content = next_segment();
      if (!content) return refuse("a segment reaches beyond the end");
      auto taken = take(*marker, *content);
      if (!taken) return tl::make_unexpected(taken.error());
    }
    if (width_ == 0) return refuse("no frame header");
    if (header_.scans == 0) return refuse("no scan");
    return finish();
  }

 private:
  static constexpr std::uint8_t kSoi = 0xD8;
  static constexpr std::uint8_t kEoi = 0xD9;
  static constexpr std::uint8_t kSos = 0xDA;
  static constexpr std::uint8_t kApp1 = 0xE1;

  static tl::unexpected<Error> refuse(std::string detail) {
    return fail(ErrorCode::kNotAnImage, std::move(detail));
  }

  Result<void> take(std::uint8_t marker, ByteView content) {
    const bool frame_header =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame_header) return take_frame_header(marker, content);
    if (marker == kApp1 && !orientation_seen_) {
      if (const auto orientation = exif_orientation(content)) {
        header_.orientation = *orientation;
        orientation_seen_ = true;
      }
    }
    if (marker == kSos) {
      if (width_ == 0) return refuse("a scan before the frame header");
      if (++scans_ > limits::kJpegScansMax) return refuse("too many scans");
      header_.scans = scans_;
      // Sizes are known from here on: no need to walk what is too large anyway.
      return finish().map([](const JpegHeader&) {});
    }
    return {};
  }

  Result<void> take_frame_header(std::uint8_t marker, ByteView content) {
    if (width_ != 0) return refuse("a second frame header");
    if (marker > 0xC2) return refuse("lossless, hierarchical or arithmetic JPEG");
    if (content.size() < 6) return refuse("a short frame header");
    if (content[0] != 8) return refuse("not 8 bits a sample");
    height_ = content[1] << 8 | content[2];
    width_ = content[3] << 8 | content[4];
    if (width_ == 0 || height_ == 0) return refuse("a picture without extent");
    const int components = content[5];
    if (components == 4) return refuse("CMYK: save the picture as RGB");
    if (components != 1 && components != 3) return refuse("neither grey nor colour");
    header_.progressive = marker == 0xC2;
    return {};
  }

  Result<JpegHeader> finish() {
    const auto pixels = static_cast<std::uint64_t>(width_) * static_cast<std::uint64_t>(height_);
    const auto side = static_cast<std::uint32_t>(std::max(width_, height_));
    if (side > limits::kImageSideMax_px || pixels > limits::kImagePixelsMax) {
      return fail(ErrorCode::kImageTooLarge, std::to_string(width_) + "x" + std::to_string(height_));
    }
    if (header_.progressive && pixels * static_cast<std::uint64_t>(header_.scans) > kProgressiveWorkMax) {
      return fail(ErrorCode::kImageTooLarge, "progressive, " + std::to_string(header_.scans) + " scans");
    }
    header_.width = header_.orientation >= 5 ? height_ : width_;
    header_.height = header_.orientation >= 5 ? width_ : height_;
    return header_;
  }

  // Skips a scan's entropy-coded data, where 0xFF is followed by 0x00 or a restart marker.
  std::optional<std::uint8_t> next_marker() {
    while (at_ < jpeg_.size()) {
      const void* found = std::memchr(jpeg_.data() + at_, 0xFF, jpeg_.size() - at_);
      if (found == nullptr) break;
      at_ = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - jpeg_.data());
      while (at_ < jpeg_.size() && jpeg_[at_] == 0xFF) ++at_;
      if (at_ == jpeg_.size()) break;
      const std::uint8_t marker = jpeg_[at_++];
      if (marker != 0x00) return marker;
    }
    return std::nullopt;
  }

  std::optional<ByteView> next_segment() {
    if (jpeg_.size() - at_ < 2) return std::nullopt;
    const std::size_t length = static_cast<std::size_t>(jpeg_[at_] << 8 | jpeg_[at_ + 1]);
    if (length < 2 || length > jpeg_.size() - at_) return std::nullopt;
    const ByteView content = jpeg_.subspan(at_ + 2, length - 2);
    at_ += length;
    return content;
  }

  ByteView jpeg_;
  std::size_t at_ = 0;
  JpegHeader header_;
  int scans_ = 0;
  bool orientation_seen_ = false;
  int width_ = 0;
  int height_ = 0;
};

// The smallest n/8 (n = 1..8) that leaves the long side at `long_side_px` or more; 1 when none does.
tjscalingfactor scale_for(int long_side, int long_side_px) {
  for (int eighths = 1; eighths < 8; ++eighths) {
    const tjscalingfactor factor{eighths, 8};
    if (TJSCALED(long_side, factor) >= long_side_px) return factor;
  }
  return {1, 1};
}

// As stored, not yet upright.
Result<Image> decode_stored(ByteView jpeg, const JpegHeader& header, tjscalingfactor factor) {
  const JpegHandle handle(tjInitDecompress());
  if (!handle) return fail(ErrorCode::kInternal, "TurboJPEG cannot start");
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colour_space = 0;
  const auto size = static_cast<unsigned long>(jpeg.size());
  if (tjDecompressHeader3(handle.get(), jpeg.data(), size, &width, &height, &subsampling, &colour_space) !=
      0) {
    return fail(ErrorCode::kNotAnImage, tjGetErrorStr2(handle.get()));
  }
  const bool turned = header.orientation >= 5;
  if (width != (turned ? header.height : header.width) || height != (turned ? header.width : header.height)) {
    return fail(ErrorCode::kNotAnImage, "two readers see two sizes");
  }
  Image image(TJSCALED(width, factor), TJSCALED(height, factor));
  if (tjDecompress2(handle.get(), jpeg.data(), size, image.row(0), image.width(), 3 * image.width(),
                    image.height(), TJPF_BGR, TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) != 0) {
    return fail(ErrorCode::kNotAnImage, tjGetErrorStr2(handle.get()));
  }
  return image;
}

}  // namespace

Image::Image(int width, int height)
    : width_(width),
      height_(height),
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) {}

Result<JpegHeader> read_jpeg_header(ByteView jpeg) {
  if (jpeg.size() > limits::kImageBytesMax) return fail(ErrorCode::kBodyTooLarge);
  return MarkerWalk(jpeg).read();
}

Result<void> check_jpeg(ByteView jpeg) {
  const auto header = TRY(read_jpeg_header(jpeg));
  TRY(decode_stored(jpeg, header, {1, 8}));
  return {};
}

Result<Decoded> decode_jpeg(ByteView jpeg, std::optional<int> long_side_px) {
  const auto header = TRY(read_jpeg_header(jpeg));
  const int long_side = std::max(header.width, header.height);
  const auto factor = long_side_px ? scale_for(long_side, *long_side_px) : tjscalingfactor{1, 1};
  auto image = TRY(decode_stored(jpeg, header, factor));
  Decoded decoded{.image = {}, .header = header, .scale = 1};
  decoded.scale = static_cast<float>(std::max(image.width(), image.height())) / static_cast<float>(long_side);
  decoded.image = header.orientation == 1 ? std::move(image) : turn_upright(image, header.orientation);
  return decoded;
}

Result<Bytes> encode_jpeg(const Image& image, int quality) {
  if (image.empty()) return fail(ErrorCode::kInvalidRequest, "an empty image");
  const JpegHandle handle(tjInitCompress());
  if (!handle) return fail(ErrorCode::kInternal, "TurboJPEG cannot start");
  Bytes jpeg(tjBufSize(image.width(), image.height(), TJSAMP_420));
  unsigned char* out = jpeg.data();
  auto size = static_cast<unsigned long>(jpeg.size());
  if (tjCompress2(handle.get(), image.row(0), image.width(), 3 * image.width(), image.height(), TJPF_BGR,
                  &out, &size, TJSAMP_420, std::clamp(quality, 1, 100), TJFLAG_NOREALLOC) != 0) {
    return fail(ErrorCode::kInternal, tjGetErrorStr2(handle.get()));
  }
  jpeg.resize(size);
  return jpeg;
}

Image turn_upright(const Image& image, int orientation) {
  const int width = image.width();
  const int height = image.height();
  Image upright = orientation >= 5 ? Image(height, width) : Image(width, height);
  for (int y = 0; y < upright.height(); ++y) {
    for (int x = 0; x < upright.width(); ++x) {
      int from_x = orientation >= 5 ? y : x;
      int from_y = orientation >= 5 ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) {
        from_x = width - 1 - from_x;
      }
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) {
        from_y = height - 1 - from_y;
      }
      std::copy_n(image.row(from_y) + 3 * static_cast<std::size_t>(from_x), 3,
                  upright.row(y) + 3 * static_cast<std::size_t>(x));
    }
  }
  return upright;
}

Image resize(const Image& image, int width, int height) {
  Image out(width, height);
  const cv::Mat from(image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.row(0)));
  cv::Mat to(height, width, CV_8UC3, out.row(0));
  const bool shrinks = width < image.width() || height < image.height();
  cv::resize(from, to, to.size(), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return out;
}

}  // namespace jianzai
