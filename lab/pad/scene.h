// The attack laboratory's physics: a camera, a screen beside it, other light, and what stands before them.
// Everything in metres, lux, candela and candela per square metre; the camera looks along +z, x to the right,
// y down.
//
// For tests and for pad_lab only, never part of the product. What comes out is *simulated*: it shows whether
// the measures see the physics that they claim to see, not how many real attacks they stop.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include <opencv2/core.hpp>

#include "base/bytes.h"
#include "base/result.h"
#include "draw/draw.h"
#include "face/geometry.h"
#include "face/pad/colour.h"
#include "image/image.h"

namespace jianzai::face::pad::lab {

using Vec = cv::Vec3d;

// IEC 61966-2-1, rounded; clamped to [0, 1] first.
[[nodiscard]] std::uint8_t srgb_from_linear(float linear);

// A person's photograph, cut out of its plain background.
struct Subject {
  std::string name;
  cv::Mat albedo;   // CV_32FC3, BGR, linear: the photograph's own light counts as colour of the skin
  cv::Mat opacity;  // CV_32F: 1 = person
  FivePoints points{};
  Box box;  // the detector's
  [[nodiscard]] double interocular() const { return interocular_px(points); }
  [[nodiscard]] Point between_eyes() const {
    return {(points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2};
  }
};
// `photo` against a plain, bright background.
[[nodiscard]] Subject make_subject(std::string name, const Image& photo, const FivePoints& points,
                                   const Box& box);

inline constexpr double kInterocular_m = 0.063;

// A head's relief over the plane of its eyes, in distances between the eyes; towards the viewer positive. An
// ellipsoid with nose, brows, sockets, cheekbones, mouth and chin as bumps.
struct Relief {
  double nose = 0.36;
  double width = 1.2;
  double depth = 1.3;
  double bones = 1;
  [[nodiscard]] double height(double x, double y) const;
  [[nodiscard]] static Relief of_some_head(Draw& draw);
};

// What shines. The screen is a rectangle beside the camera, in its plane.
struct Light {
  double ambient_lux = 300;
  LinearRgb ambient_colour{1, 1, 1};  // as the camera sees it before white balance
  double directed = 0.5;         // share of the ambient that comes from one side, the rest from everywhere
  Vec direction{0, -0.7, -0.7};  // towards the lamp
  double screen_nits = 400;      // full white
  double screen_width_m = 0.065;
  double screen_height_m = 0.14;
  double screen_top_m = 0.005;  // below the camera

  [[nodiscard]] static Light of_some_room(double lux, Draw& draw);
  // Lux on a surface that faces the camera, of a white screen.
  [[nodiscard]] double screen_lux(const Vec& at, const Vec& normal) const;
  [[nodiscard]] double ambient_on(const Vec& normal) const;  // lux
  // How much of what a surface mirrors to the camera is the screen, in [0, 1]; a mirrored point is
  // `roughness` wide.
  [[nodiscard]] double screen_mirrored(const Vec& at, const Vec& normal, double roughness) const;
};

struct CameraTraits {
  int width = 480;
  int height = 640;
  double focal_px = 430;
  double noise_at_1000_lux = 4e-5;  // variance of a full-scale pixel; grows as light falls
  double exposure_speed = 0.2;      // how much of a change of brightness is corrected from frame to frame
  double balance_speed = 0.05;
  double balance_drift = 0.002;  // random walk a frame and channel
  double crosstalk = 0.08;
  double shoulder = 0;  // of the tone curve x (1+a)/(x+a); 0 = none
  [[nodiscard]] static CameraTraits of_some_phone(Draw& draw);
};

// Light that reaches the camera, as two pictures: frame = other + shown colour x screen. CV_32FC4, BGR and
// opacity, colours times opacity; candela per square metre.
struct Layer {
  cv::Mat other;
  cv::Mat screen;
};

// A grid of vertices; the surface that is seen.
struct Mesh {
  int across = 0;
  int down = 0;
  std::vector<Vec> places;
  std::vector<Vec> normals;
  std::vector<cv::Vec2f> texture;  // in pixels of a texture
};
// What a pixel of the camera sees of a mesh.
struct Hit {
  float u;
  float v;
  Vec place;
  Vec normal;
};
struct Radiance {
  std::array<double, 3> other{};   // RGB
  std::array<double, 3> screen{};  // RGB, for a screen that shows full white
  double opacity = 0;
};
// Draws with a depth buffer; `shade` is asked once a visible pixel.
[[nodiscard]] Layer draw(const Mesh& mesh, const CameraTraits& camera,
                         const std::function<Radiance(const Hit&)>& shade);

[[nodiscard]] Point project(const CameraTraits& camera, const Vec& place);

// How a head or a sheet is held: `distance_m` from the camera, turned, and off the middle.
struct Pose {
  double distance_m = 0.4;
  double right_m = 0;
  double below_m = 0;
  double yaw_deg = 0;  // signs as in face/head_pose.h
  double pitch_deg = 0;
  double roll_deg = 0;
};
[[nodiscard]] Vec turned(const Pose& pose, const Vec& local);  // a direction
[[nodiscard]] Vec placed(const Pose& pose, const Vec& local,
                         double pivot_m = 0);  // a place; turns about `pivot_m` behind

// What stands before the camera. The points of its face, in pixels of the frame, are for metering and for
// checks: what is judged finds its own.
struct Shown {
  Layer layer;
  FivePoints points{};
  Box box;
};
// A head in its own coordinates: metres, the middle between its eyes at 0, the nose towards -z.
[[nodiscard]] Mesh make_head(const Subject& subject, const Relief& relief);
// The live head. `head`: of make_head. `oil`: gloss of the skin, 1 = usual.
[[nodiscard]] Shown show_head(const Subject& subject, const Mesh& head, const Relief& relief,
                              const Pose& pose, const Light& light, const CameraTraits& camera, double oil);

// A flat thing that shows a picture: paper or a display. `bend_per_m`: 1 / radius, about its vertical axis.
struct Sheet {
  double width_m = 0.21;
  double height_m = 0.297;
  double bend_per_m = 0;
  double pixels_per_m = 0;  // of the picture
  Point middle;             // of the picture, in the sheet's middle
};
[[nodiscard]] Mesh make_sheet(const Sheet& sheet, const Pose& pose);
// Where a point of the picture is seen.
[[nodiscard]] Point on_sheet(const Sheet& sheet, const Pose& pose, const CameraTraits& camera,
                             Point of_picture);

// A picture with a face that a sheet may show. CV_32FC3, BGR, linear, 1 = white.
struct Picture {
  cv::Mat light;
  FivePoints points{};
  Box box;
};

struct Paper {
  double whitest = 0.8;  // reflectance
  double blackest = 0.05;
  double gloss = 0.04;     // Fresnel's share at right angles
  double roughness = 0.3;  // width of a reflected point, in distances: 0.02 glossy, 0.5 matt
  bool eyes_cut = false;   // holes where the eyes are
  [[nodiscard]] static Paper of_some_kind(Draw& draw);
};
[[nodiscard]] Shown show_print(const Picture& picture, const Sheet& sheet, const Paper& paper,
                               const Pose& pose, const Light& light, const CameraTraits& camera);

struct Display {
  double nits = 300;
  double glass = 0.04;       // mirrored share
  double haze = 0.01;        // diffusely reflected share
  double pitch_m = 0.00025;  // of its pixels
  double moire = 0.03;       // what the camera's sampling leaves of the grid
  double flicker = 0.01;     // bands across the picture
  [[nodiscard]] static Display of_some_phone(Draw& draw);
  [[nodiscard]] static Display of_some_monitor(Draw& draw);
};
// `phase`: where the flicker stands, radians.
[[nodiscard]] Shown show_display(const Picture& picture, const Sheet& sheet, const Display& display,
                                 const Pose& pose, const Light& light, const CameraTraits& camera,
                                 double phase);

// `front` before `back`, of one camera.
[[nodiscard]] Layer over(const Layer& front, const Layer& back);

// A wall with things on it, `distance_m` away; larger than the frame by kShake_px on each side. CV_32FC3.
inline constexpr int kShake_px = 16;
struct Room {
  cv::Mat other;
  cv::Mat screen;
};
[[nodiscard]] Room make_room(double distance_m, const Light& light, const CameraTraits& camera, Draw& draw);

// From light to JPEG, with a memory for exposure and white balance.
class Camera {
 public:
  Camera(const CameraTraits& traits, const Light& light, Draw& draw);
  // Where the hand holds the camera, against the room behind; pixels, at most kShake_px.
  struct Shake {
    int x = 0;
    int y = 0;
  };
  struct Taken {
    Bytes jpeg;
    Image image;  // the JPEG decoded
  };
  // What the client makes of a picture before it sends it; as web/packages/capture/src/camera.ts does.
  struct Coding {
    int side_px = 640;  // the longest side
    int jpeg_quality = 88;
  };
  // `colour`: what the screen shows. Meters mostly the box. Errors: those of encode_jpeg.
  [[nodiscard]] Result<Taken> take(const Shown& subject, const Room& room, const LinearRgb& colour,
                                   Shake shake, Coding coding);

 private:
  CameraTraits traits_;
  Draw draw_;
  std::array<double, 3> balance_{1, 1, 1};
  std::array<std::array<double, 3>, 3> mixing_{};
  double noise_ = 0;
  double exposure_ = 0;
  double brightness_ = 0;
  std::array<double, 3> seen_{};
};

}  // namespace jianzai::face::pad::lab
