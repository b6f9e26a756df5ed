#include "face/quality/covering.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <vector>

namespace jianzai::face::quality {
namespace {

constexpr float kLumaFloor = 4;  // of 255: about the noise of a phone's sensor

struct Patch {
  float luma = 0;
  float cb = 0;  // blue and red less luma, over luma: light cancels
  float cr = 0;
  float detail = 0;
};

float middle_of(std::vector<float>& v) {
  if (v.empty()) return 0;
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

Patch patch(const AlignedFace& face, std::initializer_list<std::array<int, 4>> boxes) {
  std::vector<float> y_values;
  std::vector<float> cb;
  std::vector<float> cr;
  double detail = 0;
  for (const auto& [left, top, right, bottom] : boxes) {
    for (int y = top; y < bottom; ++y) {
      const std::uint8_t* row = face.pixels.row(y);
      for (int x = left; x < right; ++x) {
        if (face.inside[AlignedFace::at(x, y)] == 0) continue;
        const std::uint8_t* p = row + 3 * static_cast<std::size_t>(x);
        const float luma = face.luma[AlignedFace::at(x, y)];
        y_values.push_back(luma);
        const float weight = luma + 8;
        cb.push_back((static_cast<float>(p[0]) - luma) / weight);
        cr.push_back((static_cast<float>(p[2]) - luma) / weight);
        const float dy = face.luma[AlignedFace::at(x, y + 2)] - face.luma[AlignedFace::at(x, y - 2)];
        detail += std::abs(dy);
      }
    }
  }
  Patch out;
  const auto n = static_cast<double>(std::max<std::size_t>(y_values.size(), 1));
  out.luma = middle_of(y_values);
  out.cb = middle_of(cb);
  out.cr = middle_of(cr);
  out.detail = static_cast<float>(detail / n);
  return out;
}

}  // namespace

Covering covering(const AlignedFace& face) {
  // What a mask leaves free, and what a cap leaves free.
  const Patch bridge = patch(face, {{48, 44, 64, 58}});
  const Patch cheeks = patch(face, {{30, 60, 46, 68}, {66, 60, 82, 68}});
  const Patch mouth = patch(face, {{42, 86, 70, 108}});
  const Patch brows = patch(face, {{40, 34, 72, 44}});
  const auto chroma = [](const Patch& p, const Patch& skin) {
    return std::hypot(p.cb - skin.cb, p.cr - skin.cr);
  };
  const auto stops = [](const Patch& p, const Patch& skin) {
    return std::log2((p.luma + kLumaFloor) / (skin.luma + kLumaFloor));
  };
  return {.mouth_chroma = chroma(mouth, bridge),
          .mouth_stops = stops(mouth, bridge),
          .mouth_detail = std::min(mouth.detail / (bridge.luma + kLumaFloor), 1.0F),
          .brow_chroma = chroma(brows, cheeks),
          .brow_stops = stops(brows, cheeks)};
}

}  // namespace jianzai::face::quality
