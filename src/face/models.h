// Which networks there are, which of them are here, and what was measured about them. The networks themselves
// are data: models/manifest.toml describes them, an operator puts the files beside the program.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/digest.h"
#include "face/geometry.h"

namespace jianzai::face {

enum class ColourOrder { kBgr, kRgb, kGray };

// How pixels of 0-255 become a network's input: value = (pixel - mean) x scale, channel by channel in
// `colour`'s order. Most networks here hold their own normalisation and take raw pixels.
struct PixelForm {
  ColourOrder colour = ColourOrder::kBgr;
  std::array<float, 3> mean{};
  float scale = 1;
};

// One [[network]] of the manifest.
struct NetworkEntry {
  std::string name;
  std::string file;  // a plain file name
  crypto::Sha256 sha256{};
  std::uint64_t bytes = 0;
  std::string licence;
  std::string source;
  std::optional<std::string> official_url;  // only where the official file is usable as it is
  std::vector<std::string> official_files;  // URLs of what models/<converter> makes `file` of; else empty
  std::vector<int> input_shape;             // NCHW; 0 = any
  std::vector<int> output_shape;            // of its first output; 0 = any
  PixelForm pixels;
  std::optional<FivePoints> alignment;  // where the 5 points belong, in pixels of the input
};

enum class SetKind {
  kFull,     // measured well enough to decide
  kStarter,  // redistributable by anyone, but weaker: to try the product
};
[[nodiscard]] std::string_view to_text(SetKind kind);  // `full`, `starter`

// Of a score; higher = more similar. At or above `accept` the same person; from `review` up to it another
// picture or a person decides. What they were measured on stands with them.
struct Thresholds {
  double accept = 1;
  double review = 1;
  std::optional<double> accept_high;  // for high assurance; at least `accept`. None: nothing supports one
  std::string data_set;
  std::string measured_on;  // ISO date
  double fmr = 0;           // at accept, fraction
  double fnmr = 0;          // at accept, fraction
  // Below it two frames of one attempt show two people. Minutes apart one person scores far above `accept`;
  // a set whose `accept` refuses many, so that it has no `review`, cannot tell.
  [[nodiscard]] double within_attempt() const { return review > -1 ? accept : review; }
};

// Of the cohort-normalised score, in [-2, 2] (cohort.h).
struct CohortThresholds {
  Thresholds thresholds;
  double nearest_share = 0;  // of the cohort, that they were measured with; above 0, at most 1
  int cohort_people = 0;     // how many it had
};

// One step of a pipeline: the code that runs (engine.h lists the methods) and the networks that it needs.
struct StepEntry {
  std::string method;
  std::vector<std::string> networks;
};

// One [[set]] of the manifest: networks that work together. Embeddings of different sets do not compare.
struct SetEntry {
  std::string id;  // `fusion-2026.1`; at most 64 of [a-z0-9._-]
  SetKind kind = SetKind::kStarter;
  StepEntry locator;
  std::vector<StepEntry> recognisers;  // 1 to 8; the score is the mean of their cosines
  // What looks at a face beside recognising it; without one, what needs it is left out and said.
  std::optional<StepEntry> landmarks;    // 106 points: eyes, mouth
  std::optional<StepEntry> head_pose;    // yaw, pitch, roll
  std::optional<StepEntry> passive_pad;  // ISO/IEC 30107 presentation attack detection on single frames
  Thresholds thresholds;                 // of the mean cosine, in [-1, 1]
  std::optional<CohortThresholds> cohort_thresholds;
};

struct Manifest {
  std::vector<NetworkEntry> networks;
  std::vector<SetEntry> sets;

  [[nodiscard]] const NetworkEntry* find(std::string_view network) const;
};

inline constexpr int kManifestSchema = 1;

// Errors: kUnavailable, with the line or the key that is wrong.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view toml);
// Errors: kIo when it cannot be read, and those of parse_manifest.
[[nodiscard]] Result<Manifest> read_manifest(const std::filesystem::path& file);

// A set whose files are all here and unaltered.
struct ModelSet {
  struct File {
    NetworkEntry entry;
    std::filesystem::path path;
  };
  SetEntry entry;
  std::map<std::string, File, std::less<>> files;  // by network name

  [[nodiscard]] const std::string& id() const { return entry.id; }
  [[nodiscard]] SetKind kind() const { return entry.kind; }
  [[nodiscard]] const Thresholds& thresholds() const { return entry.thresholds; }
};

// What find_models saw of one set.
struct SetFinding {
  std::string id;
  SetKind kind = SetKind::kStarter;
  std::vector<std::string> problems;  // one line per missing or altered file; empty: complete
};

struct ModelSearch {
  std::optional<ModelSet> best;
  std::vector<SetFinding> sets;                    // in the manifest's order
  std::vector<std::filesystem::path> directories;  // where it looked

  // For the log: one line per set, with what is wrong and where the file can be had; one more line says what
  // to do when no full set is complete.
  [[nodiscard]] std::string explain() const;
};

// The best complete set: full before starter, then the manifest's order. Each file is looked for in the
// directories in their order, the first one whose SHA-256 is right is taken. Hashes everything that it finds:
// 7 ms for 9 MB.
[[nodiscard]] ModelSearch find_models(const Manifest& manifest,
                                      const std::vector<std::filesystem::path>& directories);

// Where to look: JIANZAI_MODELS alone when it is set, else ../shared/models and var/models under the working
// directory.
[[nodiscard]] std::vector<std::filesystem::path> model_directories();

}  // namespace jianzai::face
