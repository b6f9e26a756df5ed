// From which value on a measure is worth a word, and from which on a picture is not worth comparing. Measured
// shares and the doses of simulated faults behind them: docs/quality.md.
#pragma once

#include <limits>

namespace jianzai::face::quality {

// A picture is at fault where a measure lies beyond its limit.
struct Limits {
  static constexpr float kNever = std::numeric_limits<float>::infinity();

  float inter_eye_distance_min_px = 0;
  float inter_eye_share_min = 0;
  float inter_eye_share_max = kNever;
  float off_centre_share_max = kNever;
  float margin_share_min = -kNever;
  float luminance_mean_min = 0;
  float over_exposed_share_max = kNever;
  float backlight_stops_max = kNever;    // names the cause where the face is darker than
  float backlit_luminance_mean_max = 0;  // this: a bright wall behind a well lit face is no fault
  float sharpness_min = 0;
  float yaw_max_deg = kNever;    // to either side
  float pitch_max_deg = kNever;  // up or down
  float roll_max_deg = kNever;   // to either side
  float eye_openness_min = 0;    // of the wider eye
  float mouth_detail_min = 0;    // the mouth is covered where any of four says so
  float mouth_chroma_max = kNever;
  float mouth_stops_max = kNever;
  float mouth_stops_min = -kNever;
  float brow_chroma_max = kNever;
  float brow_stops_min = -kNever;
};

// "LFW p %": the share of the 1,319 everyday pictures of the LFW part of the test faces (November 2026)
// beyond the limit, each measure alone. LFW's framing is its own, so its shares say nothing about placement.
inline constexpr Limits kHint{
    .inter_eye_distance_min_px = 24,      // kInterocularMin_px of pick.h
    .inter_eye_share_min = 0.07F,         // 62 mm at 60 cm: 0.06 to 0.08 with phones
    .inter_eye_share_max = 0.21F,         // 62 mm: 23 cm with a phone (65 degrees), 37 cm with a webcam (43)
    .off_centre_share_max = 0.18F,        // by choice
    .margin_share_min = 0,                // the box touches the edge
    .luminance_mean_min = 0.20F,          // LFW 0 %; lowest of 16 London pictures tagged black 0.24
    .over_exposed_share_max = 0.12F,      // LFW 0 % (highest 0.104)
    .backlight_stops_max = 2.5F,          // LFW 0 % (highest 2.3); London before a white wall up to 3.7, so
    .backlit_luminance_mean_max = 0.22F,  // only with this: LFW and London 0 % together
    .sharpness_min = 0.042F,  // LFW 0.7 %; defocus by a disc of radius 0.06 eye distances 0.03-0.05
    .yaw_max_deg = 25,        // with pitch: LFW 14.6 %, 60 and older 14.9 %, East Asian 11.2 %
    .pitch_max_deg = 25,
    .roll_max_deg = 20,         // LFW 0.1 %
    .eye_openness_min = 0.10F,  // LFW 0.3 %
    .mouth_detail_min = 0.05F,  // LFW 0 % (lowest 0.073); flat simulated masks 0.00-0.02
    .mouth_chroma_max = 0.40F,  // LFW 0.2 %
    .mouth_stops_max = 1.3F,    // LFW 0.3 %
    .mouth_stops_min = -1.6F,   // LFW 0.2 %
    .brow_chroma_max = 0.50F,   // LFW 0.5 %
    .brow_stops_min = -2.1F,    // LFW 0.5 %; simulated black caps -2.3
};

// Set where simulated faults had cost the comparison about 0.2 of cosine (docs/quality.md).
inline constexpr Limits kRefusal{
    .inter_eye_distance_min_px = 16,  // cosine at 17 px: 0.04-0.06 lower than at 77 px
    .luminance_mean_min = 0.04F,      // LFW 0 %; at 0.024 to 0.035 cosine 0.06 to 0.27 lower
    .over_exposed_share_max = 0.6F,   // LFW 0 %; cosine 0.2 lower
    .backlight_stops_max = 2.5F,      // only names the cause of what luminance_mean_min refuses
    .backlit_luminance_mean_max = 0.04F,
    .sharpness_min = 0.034F,  // LFW 0 % (lowest 0.035); cosine 0.1-0.3 lower
    .yaw_max_deg = 55,        // LFW 0.4 %
    .pitch_max_deg = 45,      // LFW 0 % (highest 38)
    .roll_max_deg = 30,       // LFW 0.1 %; cosine up to 0.7 lower at 35
};

// Pictures without a face.
struct EmptyLimits {
  float bright_luma_min = 0;
  float over_exposed_share_max = 1;
  float sharpness_min = 0;
};
inline constexpr EmptyLimits kEmpty{
    .bright_luma_min = 40, .over_exposed_share_max = 0.7F, .sharpness_min = 0.035F};

}  // namespace jianzai::face::quality
