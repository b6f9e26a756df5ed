#include "face/dlib_recogniser.h"

#include <array>

#include "face/align.h"
#include "face/embedding.h"

namespace jianzai::face {
namespace {

constexpr int kChipSide_px = 150;
constexpr float kPadding = 0.25F;   // beside the mean face, as a share of its width
constexpr std::size_t kFirst = 17;  // points 0 to 16 are the jaw
constexpr std::size_t kPoints = 68;

// Where points 17 to 67 of a mean face are, as fractions of its frame: dlib (Boost licence),
// image_transforms/interpolation.h.
constexpr std::array<Point, kPoints - kFirst> kMeanFace{
    {{0.000213256F, 0.106454F}, {0.0752622F, 0.038915F}, {0.18113F, 0.0187482F},  {0.29077F, 0.0344891F},
     {0.393397F, 0.0773906F},   {0.586856F, 0.0773906F}, {0.689483F, 0.0344891F}, {0.799124F, 0.0187482F},
     {0.904991F, 0.038915F},    {0.98004F, 0.106454F},   {0.490127F, 0.203352F},  {0.490127F, 0.307009F},
     {0.490127F, 0.409805F},    {0.490127F, 0.515625F},  {0.36688F, 0.587326F},   {0.426036F, 0.609345F},
     {0.490127F, 0.628106F},    {0.554217F, 0.609345F},  {0.613373F, 0.587326F},  {0.121737F, 0.216423F},
     {0.187122F, 0.178758F},    {0.265825F, 0.179852F},  {0.334606F, 0.231733F},  {0.260918F, 0.245099F},
     {0.182743F, 0.244077F},    {0.645647F, 0.231733F},  {0.714428F, 0.179852F},  {0.793132F, 0.178758F},
     {0.858516F, 0.216423F},    {0.79751F, 0.244077F},   {0.719335F, 0.245099F},  {0.254149F, 0.780233F},
     {0.340985F, 0.745405F},    {0.428858F, 0.727388F},  {0.490127F, 0.742578F},  {0.551395F, 0.727388F},
     {0.639268F, 0.745405F},    {0.726104F, 0.780233F},  {0.642159F, 0.864805F},  {0.556721F, 0.902192F},
     {0.490127F, 0.909281F},    {0.423532F, 0.902192F},  {0.338094F, 0.864805F},  {0.290379F, 0.784792F},
     {0.428096F, 0.778746F},    {0.490127F, 0.785343F},  {0.552157F, 0.778746F},  {0.689874F, 0.784792F},
     {0.553364F, 0.824182F},    {0.490127F, 0.831803F},  {0.42689F, 0.824182F}}};

std::array<Point, kPoints - kFirst> chip_places() {
  std::array<Point, kPoints - kFirst> places = kMeanFace;
  for (Point& place : places) {
    place = {(kPadding + place.x) / (1 + 2 * kPadding) * kChipSide_px,
             (kPadding + place.y) / (1 + 2 * kPadding) * kChipSide_px};
  }
  return places;
}

Image mirrored(const Image& image) {
  Image out(image.width(), image.height());
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const std::uint8_t* from = image.row(y) + 3 * static_cast<std::size_t>(x);
      std::copy_n(from, 3, out.row(y) + 3 * static_cast<std::size_t>(image.width() - 1 - x));
    }
  }
  return out;
}

}  // namespace

Result<std::vector<float>> DlibRecogniser::embed(const Image& image, const Face& face) const {
  if (face.outline68.size() != kPoints) {
    return fail(ErrorCode::kInternal, "dlib_chip needs a locator that finds 68 points");
  }
  static const auto kPlaces = chip_places();
  const auto transform = fit_similarity(std::span(face.outline68).subspan(kFirst), kPlaces);
  if (!transform) return fail(ErrorCode::kInternal, "a face whose points coincide");
  const Image chip = warp(image, *transform, kChipSide_px, kChipSide_px);
  auto sum = TRY(network_->run(infer::to_tensor(chip, {.colour = ColourOrder::kRgb}))).front().values;
  const auto other =
      TRY(network_->run(infer::to_tensor(mirrored(chip), {.colour = ColourOrder::kRgb}))).front().values;
  if (sum.size() != other.size()) return fail(ErrorCode::kInternal, "two outputs of different sizes");
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += other[i];
  return normalised(std::move(sum));
}

}  // namespace jianzai::face
