#include "cli/face_report.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace jianzai::cli {
namespace {

constexpr double kFmrTargets[] = {1e-2, 1e-3, 1e-4};
constexpr std::size_t kSlowestShown = 20;

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string percent(double fraction) {
  const double value = 100 * fraction;
  if (value == 0) return "0";
  if (value > 99.995) return "100";
  if (value > 0.0995) return fmt::format("{:.2f}", value);
  return fmt::format("{:.2g}", value);
}

// `1.31 % [0.91, 1.9]` and the counts beneath.
std::string cell(const face::Rate& rate) {
  if (rate.trials == 0) return "<td>–</td>";
  return fmt::format("<td>{}&nbsp;% <small>[{},&nbsp;{}]<br>{} of {}</small></td>", percent(rate.value),
                     percent(rate.low), percent(rate.high), rate.events, rate.trials);
}

// Scores once sorted, so that a rate at any threshold is a search.
struct Sorted {
  std::vector<double> genuine;
  std::vector<double> impostor;

  explicit Sorted(const face::ScoredPairs& scores) : genuine(scores.genuine), impostor(scores.impostor) {
    std::sort(genuine.begin(), genuine.end());
    std::sort(impostor.begin(), impostor.end());
  }
  [[nodiscard]] static std::int64_t below(const std::vector<double>& scores, double threshold) {
    return std::lower_bound(scores.begin(), scores.end(), threshold) - scores.begin();
  }
  [[nodiscard]] face::Rate fmr(double threshold) const {
    const auto size = static_cast<std::int64_t>(impostor.size());
    return face::wilson(size - below(impostor, threshold), size);
  }
  [[nodiscard]] face::Rate fnmr(double threshold) const {
    return face::wilson(below(genuine, threshold), static_cast<std::int64_t>(genuine.size()));
  }
  [[nodiscard]] double lowest() const { return std::min(genuine.front(), impostor.front()); }
  [[nodiscard]] double highest() const { return std::max(genuine.back(), impostor.back()); }
};

// How a line is drawn: told apart by its dashes as well as by its colour.
struct Stroke {
  const char* colour;
  const char* dashes;
};
constexpr Stroke kFirst{"#0b5394", ""};
constexpr Stroke kSecond{"#b45309", "7 4"};

enum class Scale { kLinear, kLog };

struct Axis {
  const char* title;
  double from = 0;
  double to = 1;
  Scale scale = Scale::kLinear;

  // 0 at `from`, 1 at `to`.
  [[nodiscard]] double place(double value) const {
    const double clamped = std::clamp(value, from, to);
    if (scale == Scale::kLinear) return (clamped - from) / (to - from);
    return std::log(clamped / from) / std::log(to / from);
  }
  [[nodiscard]] std::vector<std::pair<double, std::string>> ticks() const {
    std::vector<std::pair<double, std::string>> ticks;
    if (scale == Scale::kLog) {
      for (double value = from; value <= to * 1.001; value *= 10)
        ticks.emplace_back(value, percent(value) + " %");
      return ticks;
    }
    const double raw = (to - from) / 8;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    const double step = power * (raw / power > 5 ? 10 : raw / power > 2 ? 5 : raw / power > 1 ? 2 : 1);
    for (double at = std::ceil(from / step); at * step <= to + step * 1e-6; at += 1) {
      ticks.emplace_back(at * step, fmt::format("{:g}", std::round(at * step * 1e6) / 1e6));
    }
    return ticks;
  }
};

class Chart {
 public:
  Chart(Axis x, Axis y) : x_(x), y_(y) {
    svg_ = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\">", kWidth, kHeight);
    for (const auto& [value, text] : x_.ticks()) {
      const double at = left(value);
      svg_ += fmt::format(
          "<path class=\"grid\" d=\"M{0:.1f} {1}V{2}\"/><text x=\"{0:.1f}\" y=\"{3}\" "
          "text-anchor=\"middle\">{4}</text>",
          at, kTop, kHeight - kBottom, kHeight - kBottom + 16, text);
    }
    if (y_.title[0] != '\0') {
      for (const auto& [value, text] : y_.ticks()) {
        const double at = top(value);
        svg_ += fmt::format(
            "<path class=\"grid\" d=\"M{0} {1:.1f}H{2}\"/><text x=\"{3}\" y=\"{4:.1f}\" "
            "text-anchor=\"end\">{5}</text>",
            kLeft, at, kWidth - kRight, kLeft - 6, at + 4, text);
      }
    }
    svg_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                        (kLeft + kWidth - kRight) / 2, kHeight - 6, x_.title);
    svg_ += fmt::format("<text transform=\"translate(14 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
                        (kTop + kHeight - kBottom) / 2, y_.title);
  }
  void line(const std::vector<std::pair<double, double>>& points, Stroke stroke, bool filled = false) {
    if (points.empty()) return;
    std::string path;
    for (const auto& [x, y] : points)
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", left(x), top(y));
    if (filled) {
      svg_ += fmt::format("<path d=\"{}L{:.1f} {}L{:.1f} {}Z\" fill=\"{}\" fill-opacity=\".15\"/>", path,
                          left(points.back().first), kHeight - kBottom, left(points.front().first),
                          kHeight - kBottom, stroke.colour);
    }
    svg_ +=
        fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"{}\"/>",
                    path, stroke.colour, stroke.dashes);
  }
  void mark(double x, const std::string& text) {
    if (x < x_.from || x > x_.to) return;
    svg_ += fmt::format(
        "<path d=\"M{0:.1f} {1}V{2}\" stroke=\"#333\" stroke-dasharray=\"2 3\"/><text x=\"{3:.1f}\" "
        "y=\"{4}\">{5}</text>",
        left(x), kTop, kHeight - kBottom, left(x) + 4, kTop + 12, text);
  }
  void legend(const std::vector<std::pair<std::string, Stroke>>& entries) {
    int x = kLeft;
    for (const auto& [text, stroke] : entries) {
      svg_ += fmt::format(
          "<path d=\"M{0} 12h34\" stroke=\"{1}\" stroke-width=\"2\" stroke-dasharray=\"{2}\"/><text "
          "x=\"{3}\" y=\"16\">{4}</text>",
          x, stroke.colour, stroke.dashes, x + 40, text);
      x += 180;
    }
  }
  [[nodiscard]] std::string finish() const { return "<figure>" + svg_ + "</svg></figure>\n"; }

 private:
  static constexpr int kWidth = 720;
  static constexpr int kHeight = 330;
  static constexpr int kLeft = 76;
  static constexpr int kRight = 24;
  static constexpr int kTop = 26;
  static constexpr int kBottom = 44;

  [[nodiscard]] double left(double x) const { return kLeft + x_.place(x) * (kWidth - kLeft - kRight); }
  [[nodiscard]] double top(double y) const {
    return kHeight - kBottom - y_.place(y) * (kHeight - kTop - kBottom);
  }

  Axis x_;
  Axis y_;
  std::string svg_;
};

// Each as a share of its own kind, so that a thousand genuine pairs show beside a million others.
std::string histogram(const Sorted& scores, const char* title,
                      const std::vector<std::pair<double, std::string>>& marks) {
  constexpr int kBins = 90;
  const double from = std::floor(scores.lowest() * 20) / 20;
  const double to = std::max(std::ceil(scores.highest() * 20) / 20, from + 0.05);
  const double step = (to - from) / kBins;
  const auto steps_of = [&](const std::vector<double>& sorted) {
    std::vector<std::pair<double, double>> points;
    for (int bin = 0; bin < kBins; ++bin) {
      const double low = from + bin * step;
      const auto inside =
          Sorted::below(sorted, bin + 1 == kBins ? to + 1 : low + step) - Sorted::below(sorted, low);
      const double share = static_cast<double>(inside) / static_cast<double>(sorted.size());
      points.emplace_back(low, share);
      points.emplace_back(low + step, share);
    }
    return points;
  };
  const auto genuine = steps_of(scores.genuine);
  const auto impostor = steps_of(scores.impostor);
  double highest = 0;
  for (const auto* points : {&genuine, &impostor}) {
    for (const auto& [x, y] : *points) highest = std::max(highest, y);
  }
  Chart chart({title, from, to}, {"share of its kind", 0, highest * 1.05});
  chart.line(impostor, kSecond, true);
  chart.line(genuine, kFirst, true);
  for (const auto& [at, text] : marks) chart.mark(at, text);
  chart.legend({{"same person", kFirst}, {"different people", kSecond}});
  return chart.finish();
}

// FNMR over FMR, one point for each distinct pixel or so.
std::vector<std::pair<double, double>> det_of(const Sorted& scores, double fmr_from) {
  std::vector<std::pair<double, double>> points;
  constexpr int kSteps = 400;
  const auto size = scores.impostor.size();
  for (int i = 0; i <= kSteps; ++i) {
    const double fmr = std::pow(fmr_from, 1 - static_cast<double>(i) / kSteps);
    const auto allowed = static_cast<std::size_t>(fmr * static_cast<double>(size));
    if (allowed == 0 || allowed > size) continue;
    const double threshold = scores.impostor[size - allowed];
    points.emplace_back(scores.fmr(threshold).value, scores.fnmr(threshold).value);
  }
  return points;
}

double floor_decade(double value) { return std::pow(10, std::floor(std::log10(value))); }

std::string det(const std::vector<std::pair<std::string, Sorted>>& kinds) {
  const double fmr_from = floor_decade(1 / static_cast<double>(kinds[0].second.impostor.size()));
  const double fnmr_from = floor_decade(1 / static_cast<double>(kinds[0].second.genuine.size()));
  Chart chart({"FMR", fmr_from, 1, Scale::kLog}, {"FNMR", fnmr_from, 1, Scale::kLog});
  std::vector<std::pair<std::string, Stroke>> legend;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto stroke = i == 0 ? kFirst : kSecond;
    chart.line(det_of(kinds[i].second, fmr_from), stroke);
    legend.emplace_back(kinds[i].first, stroke);
  }
  chart.legend(legend);
  return chart.finish();
}

std::string by_threshold(const Sorted& scores, const char* title) {
  const double from = std::floor(scores.lowest() * 20) / 20;
  const double to = std::max(std::ceil(scores.highest() * 20) / 20, from + 0.05);
  const double least =
      floor_decade(1 / static_cast<double>(std::max(scores.impostor.size(), scores.genuine.size())));
  Chart chart({title, from, to}, {"rate", least, 1, Scale::kLog});
  std::vector<std::pair<double, double>> fmr;
  std::vector<std::pair<double, double>> fnmr;
  for (int i = 0; i <= 300; ++i) {
    const double threshold = from + (to - from) * i / 300;
    fmr.emplace_back(threshold, scores.fmr(threshold).value);
    fnmr.emplace_back(threshold, scores.fnmr(threshold).value);
  }
  chart.line(fmr, kSecond);
  chart.line(fnmr, kFirst);
  chart.legend({{"FNMR", kFirst}, {"FMR", kSecond}});
  std::string html = chart.finish();
  html += "<table><thead><tr><th>threshold</th><th>FMR</th><th>FNMR</th></tr></thead><tbody>";
  for (int step = 0; from + 0.05 * step <= to + 1e-9; ++step) {
    const double threshold = std::round(20 * (from + 0.05 * step)) / 20 + 0.0;  // + 0: no -0.00
    const auto matches = scores.fmr(threshold);
    const auto misses = scores.fnmr(threshold);
    if (matches.value > 0.2 || misses.value > 0.5) continue;  // nobody would set it there
    html += fmt::format("<tr><th>{:.2f}</th>{}{}</tr>", threshold, cell(matches), cell(misses));
  }
  return html + "</tbody></table>\n";
}

// One row a group: what happens to it at the manifest's accept threshold, where there is one, and at those
// that all pairs together give.
std::string groups(const Measurement& measurement, face::ScoredPairs PairScores::*score,
                   std::optional<double> accept) {
  const auto& all = measurement.all.*score;
  std::vector<std::pair<std::string, double>> columns;
  if (accept) columns.emplace_back("accept", *accept);
  for (const double target : kFmrTargets) {
    columns.emplace_back("overall FMR " + percent(target) + "&nbsp;%", face::at_fmr(all, target).threshold);
  }
  std::string html = "<table><thead><tr><th rowspan=\"2\">pairs</th>";
  std::string second;
  for (const auto& [name, threshold] : columns) {
    html += fmt::format("<th colspan=\"2\">{}<br>threshold {:.3f}</th>", name, threshold);
    second += "<th>FMR</th><th>FNMR</th>";
  }
  html += "</tr><tr>" + second + "</tr></thead><tbody>";
  const auto row = [&](const std::string& name, const PairScores& scores) {
    html += "<tr><th>" + escaped(name) + "</th>";
    for (const auto& [title, threshold] : columns) {
      const auto point = face::at_threshold(scores.*score, threshold);
      html += cell(point.fmr) + cell(point.fnmr);
    }
    html += "</tr>";
  };
  row("all", measurement.all);
  for (const auto& [name, scores] : measurement.groups) row(name, scores);
  return html + "</tbody></table>\n";
}

std::string slowest(const Measurement& measurement) {
  const auto& times = measurement.times_ms;
  const auto at = [&](double share) {  // slowest first
    return times[static_cast<std::size_t>((1 - share) * static_cast<double>(times.size() - 1))].second;
  };
  std::string html = fmt::format(
      "<p>From the JPEG to the embedding, in the threads of this run: median {:.0f} ms, 95 % of the pictures "
      "within "
      "{:.0f} ms.</p><table><thead><tr><th>picture</th><th>ms</th></tr></thead><tbody>",
      at(0.5), at(0.95));
  for (std::size_t i = 0; i < std::min(kSlowestShown, times.size()); ++i) {
    html += fmt::format("<tr><td>{}</td><td>{:.0f}</td></tr>", escaped(times[i].first), times[i].second);
  }
  return html + "</tbody></table>\n";
}

constexpr const char* kStyle = R"(
body{font:15px/1.5 system-ui,sans-serif;color:#111;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
figure{margin:.5rem 0;break-inside:avoid}svg{width:100%;height:auto;font:12px system-ui,sans-serif}
.grid{stroke:#ccc;stroke-width:1}
table{border-collapse:collapse;font-size:.85rem;margin:.5rem 0}
th,td{border:1px solid #bbb;padding:.2rem .5rem;text-align:right;vertical-align:top;font-variant-numeric:tabular-nums}
thead th{text-align:center;background:#f2f2f2}tbody th{text-align:left;white-space:nowrap}
td:first-child{text-align:left;overflow-wrap:anywhere}
tr{break-inside:avoid}small{color:#444}h2{break-after:avoid}
@media print{body{margin:0;max-width:none;font-size:10pt}table{font-size:7.5pt}thead th{background:none}}
)";

}  // namespace

std::string report_html(const Measurement& measurement, const MeasureOptions& options,
                        std::chrono::system_clock::time_point now) {
  const bool normalised = measurement.cohort_people > 0;
  const auto& all = measurement.all;
  const auto& list = options.pairs.empty() ? options.all_pairs : options.pairs;
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>Face comparison: " +
      escaped(measurement.model_set) + "</title><style>" + kStyle + "</style></head><body>\n";
  html += "<h1>Face comparison with " + escaped(measurement.model_set) + "</h1>\n";
  html += fmt::format(
      "<p>{:%Y-%m-%d}. {}{}: {} pictures, {} pairs of one person, {} of different people. No usable face in "
      "{} of {} "
      "pictures; not compared for that: {} and {} pairs. Brackets: 95&nbsp;% interval (Wilson), which takes "
      "pairs as "
      "independent. Pairs that share a person are not, so the truth is less certain than that.</p>\n",
      fmt::gmtime(std::chrono::system_clock::to_time_t(now)),
      escaped(std::filesystem::path(list).filename().string()),
      options.group.empty() ? "" : ", only " + escaped(options.group), measurement.pictures,
      all.raw.genuine.size(), all.raw.impostor.size(), measurement.failure_to_acquire.events,
      measurement.failure_to_acquire.trials, all.genuine_missed, all.impostor_missed);
  if (normalised) {
    html += fmt::format(
        "<p>Raw: the mean of the recognisers' cosines. Normalised: less the mean of the largest {:g}&nbsp;% "
        "of "
        "the cosines of either picture with a cohort of {} other people.</p>\n",
        100 * options.nearest_share, measurement.cohort_people);
  }
  if (all.raw.genuine.empty() || all.raw.impostor.empty()) {
    html += "<p>Curves need pairs of one person and pairs of different people.</p>\n";
  } else {
    std::vector<std::pair<std::string, Sorted>> kinds;
    kinds.emplace_back("raw score", Sorted(all.raw));
    if (normalised) kinds.emplace_back("normalised score", Sorted(all.normalised));
    html += "<h2>Scores</h2>\n";
    html += histogram(kinds[0].second, "raw score",
                      {{measurement.thresholds.review, "review"}, {measurement.thresholds.accept, "accept"}});
    const auto& cohort = measurement.cohort_thresholds;
    if (normalised) {
      std::vector<std::pair<double, std::string>> marks;
      if (cohort) marks = {{cohort->thresholds.review, "review"}, {cohort->thresholds.accept, "accept"}};
      html += histogram(kinds[1].second, "normalised score", marks);
    }
    html += "<h2>DET: FNMR against FMR</h2>\n" + det(kinds);
    for (const auto& [name, sorted] : kinds) {
      html += "<h2>FMR and FNMR by threshold: " + name + "</h2>\n" + by_threshold(sorted, name.c_str());
    }
    html +=
        "<h2>Groups: raw score</h2>\n<p>Both pictures are in the group. Accept: the manifest's threshold. "
        "The others: from all pairs.</p>\n" +
        groups(measurement, &PairScores::raw, measurement.thresholds.accept);
    if (normalised) {
      html += "<h2>Groups: normalised score</h2>\n" +
              groups(measurement, &PairScores::normalised,
                     cohort ? std::optional(cohort->thresholds.accept) : std::nullopt);
    }
  }
  if (!measurement.times_ms.empty()) html += "<h2>Slowest pictures</h2>\n" + slowest(measurement);
  return html + "</body></html>\n";
}

Result<void> write_report(const Measurement& measurement, const MeasureOptions& options,
                          std::chrono::system_clock::time_point now, const std::filesystem::path& file) {
  std::ofstream stream(file, std::ios::binary);
  if (!(stream << report_html(measurement, options, now)) || !stream.flush()) {
    return fail(ErrorCode::kIo, "cannot be written");
  }
  return {};
}

}  // namespace jianzai::cli
