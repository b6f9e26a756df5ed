#include "face/pad/passive.h"

#include <algorithm>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace jianzai::face::pad {
namespace {

constexpr std::array<double, 2> kScales{2.7, 4.0};
constexpr std::size_t kLive = 1;  // of attack, live, attack

// Bilinear even when it shrinks: so the networks were trained.
Image cut(const Image& frame, const Crop& crop, int width, int height) {
  const cv::Mat whole(frame.height(), frame.width(), CV_8UC3, const_cast<std::uint8_t*>(frame.row(0)));
  Image out(width, height);
  cv::Mat to(height, width, CV_8UC3, out.row(0));
  cv::resize(whole(cv::Rect(crop.left, crop.top, crop.width, crop.height)), to, to.size(), 0, 0,
             cv::INTER_LINEAR);
  return out;
}

}  // namespace

Crop passive_crop(int frame_width, int frame_height, const Box& face, double scale) {
  const double box_width = std::max(face.width, 1.0F);
  const double box_height = std::max(face.height, 1.0F);
  const double last_x = frame_width - 1;
  const double last_y = frame_height - 1;
  scale = std::min({last_y / box_height, last_x / box_width, scale});
  // One side: from where it begins to where it ends, inside [0, last].
  const auto side = [](double centre, double length, double last) {
    double from = centre - length / 2;
    double to = centre + length / 2;
    if (from < 0) {
      to -= from;
      from = 0;
    }
    if (to > last) {
      from -= to - last;
      to = last;
    }
    const int first = static_cast<int>(std::clamp(from, 0.0, last));
    const int final = static_cast<int>(std::clamp(to, 0.0, last));
    return std::pair{first, std::max(final - first, 0) + 1};
  };
  const auto [left, width] = side(face.x + box_width / 2, box_width * scale, last_x);
  const auto [top, height] = side(face.y + box_height / 2, box_height * scale, last_y);
  return {left, top, width, height};
}

Result<std::unique_ptr<PassivePad>> PassivePad::create(
    std::span<const NetworkEntry* const, 2> entries,
    std::array<std::unique_ptr<infer::Network>, 2> networks) {
  std::array<Part, 2> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& in = entries[i]->input_shape;
    const auto& out = entries[i]->output_shape;
    const bool fits =
        in.size() == 4 && in[1] == 3 && in[2] > 0 && in[3] > 0 && !out.empty() && out.back() == 3;
    if (networks[i] == nullptr || !fits || entries[i]->pixels.colour == ColourOrder::kGray) {
      return fail(ErrorCode::kUnavailable,
                  entries[i]->name + ": minifasnet takes 1x3xHxW and gives 3 numbers");
    }
    parts[i] = {
        .network = std::move(networks[i]), .pixels = entries[i]->pixels, .width = in[3], .height = in[2]};
  }
  return std::unique_ptr<PassivePad>(new PassivePad(std::move(parts)));
}

Result<PassiveScore> PassivePad::score(const Image& frame, const Box& face) const {
  if (frame.empty() || !(face.width > 0) || !(face.height > 0)) {
    return fail(ErrorCode::kInvalidRequest, "no frame or no face to look at");
  }
  PassiveScore score;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    const Crop crop = passive_crop(frame.width(), frame.height(), face, kScales[i]);
    const auto out =
        TRY(part.network->run(infer::to_tensor(cut(frame, crop, part.width, part.height), part.pixels)));
    if (out.front().values.size() != 3) return fail(ErrorCode::kInternal, "minifasnet: not 3 numbers");
    score.by_network[i] = std::clamp(static_cast<double>(out.front().values[kLive]), 0.0, 1.0);
  }
  score.live = std::min(score.by_network[0], score.by_network[1]);
  return score;
}

double PassivePad::of_frames(std::span<const PassiveScore> scores) {
  if (scores.empty()) return 0;
  std::vector<double> live;
  for (const auto& score : scores) live.push_back(score.live);
  // Of an even number the lower of the two in the middle.
  const auto middle = live.begin() + static_cast<std::ptrdiff_t>((live.size() - 1) / 2);
  std::nth_element(live.begin(), middle, live.end());
  return *middle;
}

}  // namespace jianzai::face::pad
