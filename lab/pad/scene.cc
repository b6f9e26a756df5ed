#include "pad/scene.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace jianzai::face::pad::lab {
namespace {

constexpr double kPi = 3.14159265358979;
constexpr double kRadians = kPi / 180;

cv::Mat view(const Image& image) {
  return {image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.row(0))};
}

double bump(double x, double y, double at_x, double at_y, double wide, double high) {
  const double a = (x - at_x) / wide;
  const double b = (y - at_y) / high;
  return std::exp(-(a * a + b * b) / 2);
}

// Bilinear, of a CV_32FC3 picture; clamped at its edges.
cv::Vec3f sample(const cv::Mat& picture, float u, float v) {
  u = std::clamp(u, 0.0F, static_cast<float>(picture.cols - 1) - 0.001F);
  v = std::clamp(v, 0.0F, static_cast<float>(picture.rows - 1) - 0.001F);
  const int x = static_cast<int>(u);
  const int y = static_cast<int>(v);
  const float fx = u - static_cast<float>(x);
  const float fy = v - static_cast<float>(y);
  const auto* upper = picture.ptr<cv::Vec3f>(y);
  const auto* lower = picture.ptr<cv::Vec3f>(y + 1);
  return (upper[x] * (1 - fx) + upper[x + 1] * fx) * (1 - fy) +
         (lower[x] * (1 - fx) + lower[x + 1] * fx) * fy;
}

// 4096 steps of linear light to sRGB.
const std::array<std::uint8_t, 4097>& srgb_table() {
  static const auto table = [] {
    std::array<std::uint8_t, 4097> made{};
    for (std::size_t i = 0; i < made.size(); ++i) {
      const double x = static_cast<double>(i) / 4096;
      const double y = x <= 0.0031308 ? 12.92 * x : 1.055 * std::pow(x, 1 / 2.4) - 0.055;
      made[i] = static_cast<std::uint8_t>(std::lround(255 * std::clamp(y, 0.0, 1.0)));
    }
    return made;
  }();
  return table;
}

// Normal deviates, made once: a draw for each of 900,000 samples of a frame would take longer than all the
// rest.
const std::vector<float>& deviates() {
  static const auto table = [] {
    Draw draw(20261125);
    std::vector<float> made(1U << 18U);
    for (auto& value : made) value = static_cast<float>(draw.normal(1));
    return made;
  }();
  return table;
}

}  // namespace

std::uint8_t srgb_from_linear(float linear) {
  return srgb_table()[static_cast<std::size_t>(std::clamp(linear, 0.0F, 1.0F) * 4096)];
}

// ---- people

Subject make_subject(std::string name, const Image& photo, const FivePoints& points, const Box& box) {
  Subject subject{.name = std::move(name), .albedo = {}, .opacity = {}, .points = points, .box = box};
  const cv::Mat pixels = view(photo);
  subject.albedo.create(photo.height(), photo.width(), CV_32FC3);
  for (int y = 0; y < photo.height(); ++y) {
    for (int x = 0; x < photo.width(); ++x) {
      const auto* p = photo.row(y) + 3 * x;
      const auto light = linear_from_srgb(p[2], p[1], p[0]);
      // Skin of a well exposed portrait reflects less than its picture's white.
      subject.albedo.at<cv::Vec3f>(y, x) = {static_cast<float>(0.85 * light[2]),
                                            static_cast<float>(0.85 * light[1]),
                                            static_cast<float>(0.85 * light[0])};
    }
  }
  // The background changes slowly from the left edge to the right one; a person differs from it.
  cv::Mat soft;
  cv::GaussianBlur(pixels, soft, {}, 1.0);
  soft.convertTo(soft, CV_32FC3);
  subject.opacity.create(photo.height(), photo.width(), CV_32F);
  const double unit = interocular_px(points);
  const double middle_x = (points[0].x + points[1].x) / 2;
  const double middle_y = (points[0].y + points[1].y) / 2;
  const int quiet =
      std::min(photo.height() - 1, static_cast<int>(middle_y + 0.3 * unit));  // above the shoulders
  for (int y = 0; y < photo.height(); ++y) {
    const int edge = std::min(y, quiet);
    cv::Vec3f left{};
    cv::Vec3f right{};
    for (int i = 0; i < 8; ++i) {
      left += soft.at<cv::Vec3f>(edge, i) / 8;
      right += soft.at<cv::Vec3f>(edge, photo.width() - 1 - i) / 8;
    }
    for (int x = 0; x < photo.width(); ++x) {
      const float along = static_cast<float>(x) / static_cast<float>(photo.width() - 1);
      const double away = cv::norm(soft.at<cv::Vec3f>(y, x) - (left * (1 - along) + right * along));
      double opacity = std::clamp((away - 45) / 30, 0.0, 1.0);
      const double a = (x - middle_x) / (1.05 * unit);
      const double b = (y - middle_y - 0.4 * unit) / (1.5 * unit);
      if (a * a + b * b < 1) opacity = 1;  // a face has no holes
      const double below = (y - middle_y) / unit - 2.3;
      if (below > 0 && std::abs(x - middle_x) < unit * std::min(2.2, 0.9 + 1.6 * below))
        opacity = 1;  // nor a chest
      subject.opacity.at<float>(y, x) = static_cast<float>(opacity);
    }
  }
  cv::GaussianBlur(subject.opacity, subject.opacity, {}, 1.0);
  return subject;
}

double Relief::height(double x, double y) const {
  const double a = std::abs(x) / width;
  const double b = std::abs(y - 0.35) / 1.85;
  const double inside = 1 - std::pow(a, 2.3) - b * b;
  double high = depth * (std::sqrt(std::max(inside, 0.03)) - 1);
  if (inside < 0.03) high -= 0.3 * std::min(0.03 - inside, 1.0);
  // The ridge of the nose rises to the tip and ends soon below it.
  const double along = std::clamp((y + 0.05) / 0.53, 0.0, 1.0);
  const double end = y > 0.48 ? std::exp(-(y - 0.48) * (y - 0.48) / (2 * 0.09 * 0.09)) : 1;
  const double start = y < -0.05 ? std::exp(-(y + 0.05) * (y + 0.05) / (2 * 0.12 * 0.12)) : 1;
  const double thick = 0.085 + 0.055 * along;
  high += nose * (0.25 + 0.75 * along) * end * start * std::exp(-x * x / (2 * thick * thick));
  high += bones * 0.05 * bump(std::abs(x), y, 0.35, -0.27, 0.35, 0.12);
  high -= bones * 0.10 * bump(std::abs(x), y, 0.5, 0.0, 0.2, 0.14);
  high += bones * 0.06 * bump(std::abs(x), y, 0.68, 0.42, 0.22, 0.22);
  high += bones * 0.08 * bump(x, y, 0, 0.97, 0.35, 0.16);
  high -= bones * 0.05 * bump(x, y, 0, 1.2, 0.3, 0.08);
  high += bones * 0.10 * bump(x, y, 0, 1.45, 0.25, 0.18);
  return high;
}

Relief Relief::of_some_head(Draw& draw) {
  return {.nose = draw.uniform(0.24, 0.42),
          .width = draw.uniform(1.12, 1.28),
          .depth = draw.uniform(1.0, 1.45),
          .bones = draw.uniform(0.7, 1.3)};
}

// ---- light

Light Light::of_some_room(double lux, Draw& draw) {
  Light light;
  light.ambient_lux = lux;
  // From a warm lamp to a cloudy sky, green held at 1.
  const double warm = draw.uniform(-0.25, 1);
  light.ambient_colour = {1 + 0.35 * warm, 1, 1 - 0.45 * warm};
  light.directed = draw.uniform(0.1, 0.8);
  const double around = draw.uniform(-110, 110) * kRadians;  // 0 = from before the face
  const double up = draw.uniform(5, 80) * kRadians;
  light.direction = {std::cos(up) * std::sin(around), -std::sin(up), -std::cos(up) * std::cos(around)};
  light.screen_nits = draw.uniform(250, 500);
  light.screen_width_m = draw.uniform(0.062, 0.072);
  light.screen_height_m = draw.uniform(0.125, 0.155);
  return light;
}

double Light::screen_lux(const Vec& at, const Vec& normal) const {
  double lux = 0;
  constexpr int kParts = 3;
  for (int i = 0; i < kParts; ++i) {
    const Vec from{0, screen_top_m + screen_height_m * (i + 0.5) / kParts, 0};
    const Vec way = from - at;
    const double square = way.dot(way);
    const double length = std::sqrt(square);
    const double falls = std::max(0.0, normal.dot(way) / length);
    const double leaves = std::max(0.0, at[2] / length);
    lux += screen_nits * screen_width_m * screen_height_m / kParts * falls * leaves / square;
  }
  return lux;
}

double Light::screen_mirrored(const Vec& at, const Vec& normal, double roughness) const {
  const Vec from_camera = cv::normalize(at);
  const Vec way = from_camera - normal * (2 * from_camera.dot(normal));
  if (way[2] > -1e-3) return 0;
  // Where the mirrored ray meets the screen's plane.
  const double length = -at[2] / way[2];
  const Vec hit = at + way * length;
  const double wide = std::max(roughness * length, 1e-4) * std::sqrt(2.0);
  const auto inside = [&](double x, double from, double to) {
    return (std::erf((to - x) / wide) - std::erf((from - x) / wide)) / 2;
  };
  return inside(hit[0], -screen_width_m / 2, screen_width_m / 2) *
         inside(hit[1], screen_top_m, screen_top_m + screen_height_m);
}

double Light::ambient_on(const Vec& normal) const {
  // From everywhere: more from above than from below. Both parts give `ambient_lux` for a surface towards the
  // camera or the lamp.
  const double everywhere = 0.8 - 0.25 * normal[1] - 0.2 * normal[2];
  const double lamp = std::max(0.0, normal.dot(direction)) * 1.2;
  return ambient_lux * ((1 - directed) * everywhere + directed * lamp + 0.03);
}

// ---- geometry

Vec turned(const Pose& pose, const Vec& local) {
  const double roll = pose.roll_deg * kRadians;
  const double pitch = pose.pitch_deg * kRadians;
  const double yaw = pose.yaw_deg * kRadians;
  Vec v = local;
  v = {std::cos(roll) * v[0] + std::sin(roll) * v[1], -std::sin(roll) * v[0] + std::cos(roll) * v[1], v[2]};
  // Down: what points to the viewer (-z) gains y.
  v = {v[0], std::cos(pitch) * v[1] - std::sin(pitch) * v[2],
       std::sin(pitch) * v[1] + std::cos(pitch) * v[2]};
  // To the picture's right: what points to the viewer gains x.
  return {std::cos(yaw) * v[0] - std::sin(yaw) * v[2], v[1], std::sin(yaw) * v[0] + std::cos(yaw) * v[2]};
}

Vec placed(const Pose& pose, const Vec& local, double pivot_m) {
  const Vec pivot{0, 0, pivot_m};
  const Vec middle{pose.right_m, pose.below_m, pose.distance_m};
  return turned(pose, local - pivot) + pivot + middle;
}

Point project(const CameraTraits& camera, const Vec& place) {
  return {static_cast<float>(camera.width / 2.0 + camera.focal_px * place[0] / place[2]),
          static_cast<float>(camera.height / 2.0 + camera.focal_px * place[1] / place[2])};
}

Layer draw(const Mesh& mesh, const CameraTraits& camera, const std::function<Radiance(const Hit&)>& shade) {
  const int width = camera.width;
  const int height = camera.height;
  struct Pixel {
    float depth = 1e9F;
    int triangle = -1;
    float b = 0;
    float c = 0;
  };
  std::vector<Pixel> seen(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  std::vector<Point> flat;
  for (const auto& place : mesh.places) flat.push_back(project(camera, place));
  const auto corners = [&](int triangle) {
    const int cell = triangle / 2;
    const int i = cell / (mesh.across - 1) * mesh.across + cell % (mesh.across - 1);
    return triangle % 2 == 0 ? std::array<int, 3>{i, i + 1, i + mesh.across}
                             : std::array<int, 3>{i + mesh.across + 1, i + mesh.across, i + 1};
  };
  const int triangles = 2 * (mesh.across - 1) * (mesh.down - 1);
  for (int t = 0; t < triangles; ++t) {
    const auto corner = corners(t);
    const auto at = [&](int k) { return static_cast<std::size_t>(corner[static_cast<std::size_t>(k)]); };
    const Point p = flat[at(0)];
    const Point q = flat[at(1)];
    const Point r = flat[at(2)];
    const float area = (q.x - p.x) * (r.y - p.y) - (r.x - p.x) * (q.y - p.y);
    if (std::abs(area) < 1e-6F) continue;
    const int left = std::max(0, static_cast<int>(std::ceil(std::min({p.x, q.x, r.x}))));
    const int right = std::min(width - 1, static_cast<int>(std::floor(std::max({p.x, q.x, r.x}))));
    const int top = std::max(0, static_cast<int>(std::ceil(std::min({p.y, q.y, r.y}))));
    const int bottom = std::min(height - 1, static_cast<int>(std::floor(std::max({p.y, q.y, r.y}))));
    for (int y = top; y <= bottom; ++y) {
      for (int x = left; x <= right; ++x) {
        const float fx = static_cast<float>(x);
        const float fy = static_cast<float>(y);
        const float b = ((fx - p.x) * (r.y - p.y) - (r.x - p.x) * (fy - p.y)) / area;
        const float c = ((q.x - p.x) * (fy - p.y) - (fx - p.x) * (q.y - p.y)) / area;
        if (b < -1e-4F || c < -1e-4F || b + c > 1.0001F) continue;
        const auto depth = static_cast<float>((1 - b - c) * mesh.places[at(0)][2] +
                                              b * mesh.places[at(1)][2] + c * mesh.places[at(2)][2]);
        auto& pixel =
            seen[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
        if (depth < pixel.depth) pixel = {.depth = depth, .triangle = t, .b = b, .c = c};
      }
    }
  }
  Layer layer{.other = cv::Mat(height, width, CV_32FC4, cv::Scalar::all(0)),
              .screen = cv::Mat(height, width, CV_32FC4, cv::Scalar::all(0))};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto& pixel =
          seen[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
      if (pixel.triangle < 0) continue;
      const auto corner = corners(pixel.triangle);
      const auto i = static_cast<std::size_t>(corner[0]);
      const auto j = static_cast<std::size_t>(corner[1]);
      const auto k = static_cast<std::size_t>(corner[2]);
      const double a = 1 - pixel.b - pixel.c;
      Hit hit{};
      const cv::Vec2f texture =
          mesh.texture[i] * static_cast<float>(a) + mesh.texture[j] * pixel.b + mesh.texture[k] * pixel.c;
      hit.u = texture[0];
      hit.v = texture[1];
      hit.place = mesh.places[i] * a + mesh.places[j] * pixel.b + mesh.places[k] * pixel.c;
      hit.normal = cv::normalize(mesh.normals[i] * a + mesh.normals[j] * pixel.b + mesh.normals[k] * pixel.c);
      const Radiance light = shade(hit);
      auto& other = layer.other.at<cv::Vec4f>(y, x);
      auto& screen = layer.screen.at<cv::Vec4f>(y, x);
      for (int c = 0; c < 3; ++c) {
        const auto channel = static_cast<std::size_t>(2 - c);
        other[c] = static_cast<float>(light.other[channel] * light.opacity);
        screen[c] = static_cast<float>(light.screen[channel] * light.opacity);
      }
      other[3] = static_cast<float>(light.opacity);
    }
  }
  return layer;
}

// ---- the head

namespace {

constexpr double kPivot_m = 0.09;  // the neck behind the eyes

Vec head_place(const Subject& subject, const Relief& relief, double u, double v) {
  const double unit = subject.interocular();
  const Point middle = subject.between_eyes();
  // The photograph's own tilt is taken out.
  const double tilt =
      std::atan2(subject.points[1].y - subject.points[0].y, subject.points[1].x - subject.points[0].x);
  const double dx = (u - middle.x) / unit;
  const double dy = (v - middle.y) / unit;
  const double x = std::cos(tilt) * dx + std::sin(tilt) * dy;
  const double y = -std::sin(tilt) * dx + std::cos(tilt) * dy;
  return Vec{x, y, -relief.height(x, y)} * kInterocular_m;
}

}  // namespace

Mesh make_head(const Subject& subject, const Relief& relief) {
  constexpr int kStep_px = 6;
  constexpr int kChest = 40;  // rows below the photograph, which go on as its last one
  Mesh mesh;
  mesh.across = (subject.albedo.cols - 1) / kStep_px + 1;
  mesh.down = (subject.albedo.rows - 1) / kStep_px + 1 + kChest;
  const double small = 1.5;
  for (int j = 0; j < mesh.down; ++j) {
    for (int i = 0; i < mesh.across; ++i) {
      const double u = kStep_px * i;
      const double v = kStep_px * j;
      const Vec right = head_place(subject, relief, u + small, v) - head_place(subject, relief, u - small, v);
      const Vec down = head_place(subject, relief, u, v + small) - head_place(subject, relief, u, v - small);
      Vec normal = right.cross(down);
      if (normal[2] > 0) normal = -normal;
      mesh.places.push_back(head_place(subject, relief, u, v));
      mesh.normals.push_back(cv::normalize(normal));
      mesh.texture.emplace_back(static_cast<float>(u), static_cast<float>(v));
    }
  }
  return mesh;
}

Shown show_head(const Subject& subject, const Mesh& head, const Relief& relief, const Pose& pose,
                const Light& light, const CameraTraits& camera, double oil) {
  Shown shown;
  Mesh mesh = head;
  for (auto& place : mesh.places) place = placed(pose, place, kPivot_m);
  for (auto& normal : mesh.normals) normal = turned(pose, normal);
  const Vec screen_middle{0, light.screen_top_m + light.screen_height_m / 2, 0};
  shown.layer = draw(mesh, camera, [&](const Hit& hit) {
    Radiance radiance;
    const int x = std::clamp(static_cast<int>(hit.u), 0, subject.opacity.cols - 1);
    const int y = std::clamp(static_cast<int>(hit.v), 0, subject.opacity.rows - 1);
    radiance.opacity = subject.opacity.at<float>(y, x);
    if (radiance.opacity <= 0) return radiance;
    const auto albedo = sample(subject.albedo, hit.u, hit.v);
    const double ambient = light.ambient_on(hit.normal);
    const double screen = light.screen_lux(hit.place, hit.normal);
    // Skin's gloss: Blinn and Phong, F0 = 0.028, wide.
    const Vec to_camera = cv::normalize(-hit.place);
    const auto gloss = [&](const Vec& to_light) {
      const double along = std::max(0.0, hit.normal.dot(cv::normalize(to_camera + to_light)));
      const double second = along * along;
      const double fourth = second * second;
      return oil * 0.02 * along * second * fourth * fourth * fourth;  // to the 15th
    };
    const double of_screen = screen * gloss(cv::normalize(screen_middle - hit.place));
    const double of_lamp = light.ambient_lux * light.directed * 1.2 *
                           std::max(0.0, hit.normal.dot(light.direction)) * gloss(light.direction);
    for (std::size_t c = 0; c < 3; ++c) {
      const double reflects = albedo[static_cast<int>(2 - c)] / kPi;
      radiance.other[c] = (reflects * ambient + of_lamp) * light.ambient_colour[c];
      radiance.screen[c] = reflects * screen + of_screen;
    }
    return radiance;
  });
  for (std::size_t i = 0; i < shown.points.size(); ++i) {
    const Point& point = subject.points[i];
    shown.points[i] = project(camera, placed(pose, head_place(subject, relief, point.x, point.y), kPivot_m));
  }
  // The detector's box goes with the points.
  const float grown = interocular_px(shown.points) / interocular_px(subject.points) /
                      static_cast<float>(std::max(0.6, std::cos(pose.yaw_deg * kRadians)));
  const Point from = subject.between_eyes();
  const Point to{(shown.points[0].x + shown.points[1].x) / 2, (shown.points[0].y + shown.points[1].y) / 2};
  shown.box = {to.x + (subject.box.x - from.x) * grown, to.y + (subject.box.y - from.y) * grown,
               subject.box.width * grown, subject.box.height * grown};
  return shown;
}

// ---- sheets

namespace {

Vec sheet_place(const Sheet& sheet, double x, double y) {
  if (std::abs(sheet.bend_per_m) < 1e-6) return {x, y, 0};
  // The length along the paper stays; its middle is nearest.
  const double angle = x * sheet.bend_per_m;
  return {std::sin(angle) / sheet.bend_per_m, y, (1 - std::cos(angle)) / sheet.bend_per_m};
}

}  // namespace

Mesh make_sheet(const Sheet& sheet, const Pose& pose) {
  Mesh mesh{.across = 25, .down = 25, .places = {}, .normals = {}, .texture = {}};
  for (int j = 0; j < mesh.down; ++j) {
    for (int i = 0; i < mesh.across; ++i) {
      const double x = sheet.width_m * (static_cast<double>(i) / (mesh.across - 1) - 0.5);
      const double y = sheet.height_m * (static_cast<double>(j) / (mesh.down - 1) - 0.5);
      const double angle = x * sheet.bend_per_m;
      mesh.places.push_back(placed(pose, sheet_place(sheet, x, y)));
      mesh.normals.push_back(turned(pose, Vec{std::sin(angle), 0, -std::cos(angle)}));
      mesh.texture.emplace_back(static_cast<float>(sheet.middle.x + x * sheet.pixels_per_m),
                                static_cast<float>(sheet.middle.y + y * sheet.pixels_per_m));
    }
  }
  return mesh;
}

Point on_sheet(const Sheet& sheet, const Pose& pose, const CameraTraits& camera, Point of_picture) {
  const double x = (of_picture.x - sheet.middle.x) / sheet.pixels_per_m;
  const double y = (of_picture.y - sheet.middle.y) / sheet.pixels_per_m;
  return project(camera, placed(pose, sheet_place(sheet, x, y)));
}

namespace {

Shown with_face(Layer layer, const Picture& picture, const Sheet& sheet, const Pose& pose,
                const CameraTraits& camera) {
  Shown shown{.layer = std::move(layer), .points = {}, .box = {}};
  for (std::size_t i = 0; i < shown.points.size(); ++i)
    shown.points[i] = on_sheet(sheet, pose, camera, picture.points[i]);
  const Point from = on_sheet(sheet, pose, camera, {picture.box.x, picture.box.y});
  const Point to =
      on_sheet(sheet, pose, camera, {picture.box.x + picture.box.width, picture.box.y + picture.box.height});
  shown.box = {from.x, from.y, to.x - from.x, to.y - from.y};
  return shown;
}

bool inside(const cv::Mat& picture, const Hit& hit) {
  return hit.u >= 0 && hit.v >= 0 && hit.u < static_cast<float>(picture.cols - 1) &&
         hit.v < static_cast<float>(picture.rows - 1);
}

}  // namespace

Paper Paper::of_some_kind(Draw& draw) {
  return {.whitest = draw.uniform(0.7, 0.88),
          .blackest = draw.uniform(0.02, 0.08),
          .gloss = draw.uniform(0.02, 0.05),
          .roughness = draw.log_uniform(0.03, 0.6),
          .eyes_cut = false};
}

Shown show_print(const Picture& picture, const Sheet& sheet, const Paper& paper, const Pose& pose,
                 const Light& light, const CameraTraits& camera) {
  const double unit = interocular_px(picture.points);
  const auto in_a_hole = [&](const Hit& hit) {
    return std::any_of(picture.points.begin(), picture.points.begin() + 2, [&](const Point& eye) {
      const double a = (hit.u - eye.x) / (0.26 * unit);
      const double b = (hit.v - eye.y) / (0.14 * unit);
      return a * a + b * b < 1;
    });
  };
  const auto shade = [&](const Hit& hit) {
    Radiance radiance;
    if (paper.eyes_cut && in_a_hole(hit)) return radiance;
    radiance.opacity = 1;
    // White paper around the picture.
    const cv::Vec3f ink =
        inside(picture.light, hit) ? sample(picture.light, hit.u, hit.v) : cv::Vec3f(1, 1, 1);
    const double ambient = light.ambient_on(hit.normal);
    const double screen = light.screen_lux(hit.place, hit.normal);
    const double mirrored =
        paper.gloss * light.screen_nits * light.screen_mirrored(hit.place, hit.normal, paper.roughness);
    for (std::size_t c = 0; c < 3; ++c) {
      const double reflects =
          (paper.blackest + (paper.whitest - paper.blackest) * ink[static_cast<int>(2 - c)]) / kPi;
      radiance.other[c] = (reflects + paper.gloss * 0.5 / kPi) * ambient * light.ambient_colour[c];
      radiance.screen[c] = reflects * screen + mirrored;
    }
    return radiance;
  };
  return with_face(draw(make_sheet(sheet, pose), camera, shade), picture, sheet, pose, camera);
}

Display Display::of_some_phone(Draw& draw) {
  return {.nits = draw.log_uniform(120, 500),
          .glass = draw.uniform(0.015, 0.045),
          .haze = draw.uniform(0.003, 0.01),
          .pitch_m = draw.uniform(0.00005, 0.00008),
          .moire = draw.uniform(0, 0.03),
          .flicker = draw.uniform(0, 0.02)};
}

Display Display::of_some_monitor(Draw& draw) {
  return {
      .nits = draw.log_uniform(80, 350),
      .glass = draw.chance(0.6) ? draw.uniform(0.001, 0.006) : draw.uniform(0.015, 0.045),  // matt or glass
      .haze = draw.uniform(0.005, 0.03),
      .pitch_m = draw.uniform(0.00016, 0.00029),
      .moire = draw.uniform(0.01, 0.08),
      .flicker = draw.uniform(0, 0.02)};
}

Shown show_display(const Picture& picture, const Sheet& sheet, const Display& display, const Pose& pose,
                   const Light& light, const CameraTraits& camera, double phase) {
  const double grid = 2 * kPi / display.pitch_m / sheet.pixels_per_m;
  const auto shade = [&](const Hit& hit) {
    Radiance radiance;
    radiance.opacity = 1;
    const cv::Vec3f shows =
        inside(picture.light, hit) ? sample(picture.light, hit.u, hit.v) : cv::Vec3f(0, 0, 0);
    const double ambient = light.ambient_on(hit.normal);
    const double screen = light.screen_lux(hit.place, hit.normal);
    const double mirrored =
        display.glass * light.screen_nits * light.screen_mirrored(hit.place, hit.normal, 0.004);
    const double y_px = camera.height / 2.0 + camera.focal_px * hit.place[1] / hit.place[2];
    const double bands = 1 + display.flicker * std::sin(2 * kPi * y_px / 170 + phase);
    for (std::size_t c = 0; c < 3; ++c) {
      // Red, green and blue stand beside each other.
      const double cells =
          1 + display.moire * (std::cos(grid * hit.u + 2 * kPi / 3 * static_cast<double>(c)) +
                               0.6 * std::cos(grid * hit.v));
      const double emits = display.nits * (0.001 + 0.999 * shows[static_cast<int>(2 - c)]) * cells * bands;
      radiance.other[c] =
          emits + (display.haze + 0.5 * display.glass) / kPi * ambient * light.ambient_colour[c];
      radiance.screen[c] = display.haze / kPi * screen + mirrored;
    }
    return radiance;
  };
  return with_face(draw(make_sheet(sheet, pose), camera, shade), picture, sheet, pose, camera);
}

Layer over(const Layer& front, const Layer& back) {
  Layer both{.other = front.other.clone(), .screen = front.screen.clone()};
  for (int y = 0; y < both.other.rows; ++y) {
    auto* other = both.other.ptr<cv::Vec4f>(y);
    auto* screen = both.screen.ptr<cv::Vec4f>(y);
    const auto* other_behind = back.other.ptr<cv::Vec4f>(y);
    const auto* screen_behind = back.screen.ptr<cv::Vec4f>(y);
    for (int x = 0; x < both.other.cols; ++x) {
      const float clear = 1 - std::clamp(other[x][3], 0.0F, 1.0F);
      other[x] += other_behind[x] * clear;
      screen[x] += screen_behind[x] * clear;
    }
  }
  return both;
}

// ---- the room

Room make_room(double distance_m, const Light& light, const CameraTraits& camera, Draw& draw) {
  const int width = camera.width + 2 * kShake_px;
  const int height = camera.height + 2 * kShake_px;
  const auto paint = [&](double darkest, double brightest) {
    const double level = draw.uniform(darkest, brightest);
    return cv::Scalar(level * draw.uniform(0.8, 1.1), level, level * draw.uniform(0.9, 1.15));
  };
  cv::Mat albedo(height, width, CV_32FC3, paint(0.25, 0.75));
  const auto things = 2 + draw.below(6);
  for (std::size_t i = 0; i < things; ++i) {
    const int left = static_cast<int>(draw.uniform(-0.1, 0.95) * width);
    const int top = static_cast<int>(draw.uniform(-0.1, 0.95) * height);
    const cv::Rect place(left, top, static_cast<int>(draw.uniform(0.05, 0.4) * width),
                         static_cast<int>(draw.uniform(0.05, 0.5) * height));
    cv::rectangle(albedo, place, paint(0.05, 0.7), cv::FILLED);
  }
  cv::GaussianBlur(albedo, albedo, {}, draw.uniform(1, 4));
  const double from_left = draw.uniform(0.6, 1.4);
  const double other = light.ambient_lux * draw.uniform(0.3, 1.2) / kPi;
  const double screen =
      light.screen_nits * light.screen_width_m * light.screen_height_m / (distance_m * distance_m) / kPi;
  Room room{.other = cv::Mat(height, width, CV_32FC3), .screen = cv::Mat(height, width, CV_32FC3)};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto& paint_here = albedo.at<cv::Vec3f>(y, x);
      const double along = from_left + (1 - from_left) * 2 * x / width;
      for (int c = 0; c < 3; ++c) {
        const double tint = light.ambient_colour[static_cast<std::size_t>(2 - c)];
        room.other.at<cv::Vec3f>(y, x)[c] = static_cast<float>(paint_here[c] * other * along * tint);
        room.screen.at<cv::Vec3f>(y, x)[c] = static_cast<float>(paint_here[c] * screen);
      }
    }
  }
  return room;
}

// ---- the camera

CameraTraits CameraTraits::of_some_phone(Draw& draw) {
  CameraTraits traits;
  traits.focal_px = draw.uniform(400, 480);
  traits.noise_at_1000_lux = draw.log_uniform(2e-5, 1.2e-4);
  traits.exposure_speed = draw.uniform(0, 0.5);
  traits.balance_speed = draw.uniform(0, 0.12);
  traits.balance_drift = draw.log_uniform(0.0003, 0.003);
  traits.crosstalk = draw.uniform(0.02, 0.15);
  traits.shoulder = draw.chance(0.5) ? draw.uniform(1, 4) : 0;
  return traits;
}

Camera::Camera(const CameraTraits& traits, const Light& light, Draw& draw)
    : traits_(traits), draw_(draw.seed()) {
  for (std::size_t c = 0; c < 3; ++c) {
    balance_[c] = (1 + draw_.normal(0.03)) / light.ambient_colour[c];
    for (std::size_t from = 0; from < 3; ++from)
      mixing_[c][from] = c == from ? 1 - traits.crosstalk : traits.crosstalk / 2;
  }
  noise_ = traits.noise_at_1000_lux * std::clamp(1000 / light.ambient_lux, 1.0, 30.0);
}

Result<Camera::Taken> Camera::take(const Shown& subject, const Room& room, const LinearRgb& colour,
                                   Shake shake, Coding coding) {
  const int width = traits_.width;
  const int height = traits_.height;
  const cv::Rect part(kShake_px + std::clamp(shake.x, -kShake_px, kShake_px),
                      kShake_px + std::clamp(shake.y, -kShake_px, kShake_px), width, height);
  const cv::Mat behind = room.other(part);
  const cv::Mat behind_lit = room.screen(part);
  cv::Mat light(height, width, CV_32FC3);
  for (int y = 0; y < height; ++y) {
    const auto* front = subject.layer.other.ptr<cv::Vec4f>(y);
    const auto* front_lit = subject.layer.screen.ptr<cv::Vec4f>(y);
    const auto* back = behind.ptr<cv::Vec3f>(y);
    const auto* back_lit = behind_lit.ptr<cv::Vec3f>(y);
    auto* out = light.ptr<cv::Vec3f>(y);
    for (int x = 0; x < width; ++x) {
      const float clear = 1 - std::clamp(front[x][3], 0.0F, 1.0F);
      for (int c = 0; c < 3; ++c) {
        const auto shines = static_cast<float>(colour[static_cast<std::size_t>(2 - c)]);
        out[x][c] = front[x][c] + front_lit[x][c] * shines + clear * (back[x][c] + back_lit[x][c] * shines);
      }
    }
  }
  cv::GaussianBlur(light, light, {}, 0.6);  // the lens and the sampling of colours

  // Metering: mostly the face.
  const Point centre = subject.box.centre();
  cv::Rect metered(static_cast<int>(centre.x - subject.box.width / 3),
                   static_cast<int>(centre.y - subject.box.height / 3),
                   static_cast<int>(subject.box.width * 2 / 3), static_cast<int>(subject.box.height * 2 / 3));
  metered &= cv::Rect(0, 0, width, height);
  if (metered.empty()) metered = cv::Rect(0, 0, width, height);
  const cv::Scalar seen = cv::mean(light(metered));
  const double brightness = (seen[0] + 2 * seen[1] + seen[2]) / 4;
  if (exposure_ == 0) {
    exposure_ = draw_.uniform(0.26, 0.40) / std::max(brightness, 1e-6);
  } else {
    exposure_ *= std::pow(brightness_ / brightness, traits_.exposure_speed) * (1 + draw_.normal(0.002));
    // Grey world, slowly, and a walk.
    const double now = (seen[0] + seen[1] + seen[2]) / 3;
    for (std::size_t c = 0; c < 3; ++c) {
      const double share = seen[static_cast<int>(2 - c)] / now;
      balance_[c] *=
          std::pow(seen_[c] / share, traits_.balance_speed) * (1 + draw_.normal(traits_.balance_drift));
    }
  }
  brightness_ = brightness;
  for (std::size_t c = 0; c < 3; ++c)
    seen_[c] = seen[static_cast<int>(2 - c)] / ((seen[0] + seen[1] + seen[2]) / 3);

  Image image(width, height);
  const auto& table = srgb_table();
  const auto& random = deviates();
  std::array<std::array<float, 3>, 3> gains{};
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t from = 0; from < 3; ++from) {
      gains[c][from] = static_cast<float>(exposure_ * balance_[c] * mixing_[c][from]);
    }
  }
  const auto slope = static_cast<float>(noise_);
  const auto floor = static_cast<float>(noise_ * 0.02);
  const auto shoulder = static_cast<float>(traits_.shoulder);
  for (int y = 0; y < height; ++y) {
    auto* pixel = image.row(y);
    const auto* in = light.ptr<cv::Vec3f>(y);
    std::size_t next = draw_.below(random.size());
    for (int x = 0; x < width; ++x, pixel += 3) {
      for (std::size_t c = 0; c < 3; ++c) {
        float value = gains[c][0] * in[x][2] + gains[c][1] * in[x][1] + gains[c][2] * in[x][0];
        value += std::sqrt(slope * std::max(value, 0.0F) + floor) * random[next++ & (random.size() - 1)];
        value = std::max(value, 0.0F);
        if (shoulder > 0) value = value * (1 + shoulder) / (value + shoulder);
        pixel[2 - c] = table[static_cast<std::size_t>(std::min(value, 1.0F) * 4096)];
      }
    }
  }
  Taken taken;
  if (coding.side_px < height) image = resize(image, width * coding.side_px / height, coding.side_px);
  taken.jpeg = TRY(encode_jpeg(image, coding.jpeg_quality));
  taken.image = TRY(decode_jpeg(taken.jpeg)).image;
  return taken;
}

}  // namespace jianzai::face::pad::lab
