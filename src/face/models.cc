#include "face/models.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <toml++/toml.h>

#include "base/bytes.h"

namespace jianzai::face {
namespace {

// Wrong keys come out as exceptions of this file, so that reading stays one expression a field.
struct Wrong {
  std::string what;
};

template <class T>
T need(const toml::table& table, const std::string& where, std::string_view key) {
  const auto value = table[key].value<T>();
  if (!value) throw Wrong{where + ": " + std::string(key) + " is missing or of the wrong type"};
  return *value;
}

std::string need_text(const toml::table& table, const std::string& where, std::string_view key) {
  auto text = need<std::string>(table, where, key);
  if (text.empty()) throw Wrong{where + ": " + std::string(key) + " is empty"};
  return text;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text[0] != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
         });
}

// `file` may lead into a folder of the model directory, never out of it.
bool stays_inside(const std::string& file) {
  const std::filesystem::path path(file);
  if (path.is_absolute()) return false;
  return std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".." || part == "."; });
}

std::vector<int> shape_of(const toml::table& table, const std::string& where, std::string_view key) {
  const auto* array = table[key].as_array();
  if (array == nullptr || array->empty())
    throw Wrong{where + ": " + std::string(key) + " is no list of sizes"};
  std::vector<int> shape;
  for (const auto& item : *array) {
    const auto side = item.value<std::int64_t>();
    if (!side || *side < 0 || *side > 1'000'000)
      throw Wrong{where + ": " + std::string(key) + " holds no size"};
    shape.push_back(static_cast<int>(*side));
  }
  return shape;
}

std::optional<FivePoints> alignment_of(const toml::table& table, const std::string& where) {
  if (!table.contains("alignment")) return std::nullopt;
  const auto* array = table["alignment"].as_array();
  FivePoints points{};
  if (array == nullptr || array->size() != points.size()) throw Wrong{where + ": alignment needs 5 points"};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto* pair = (*array)[i].as_array();
    const auto x = pair != nullptr && pair->size() == 2 ? (*pair)[0].value<double>() : std::nullopt;
    const auto y = pair != nullptr && pair->size() == 2 ? (*pair)[1].value<double>() : std::nullopt;
    if (!x || !y) throw Wrong{where + ": an alignment point is no [x, y]"};
    points[i] = {static_cast<float>(*x), static_cast<float>(*y)};
  }
  return points;
}

PixelForm pixels_of(const toml::table& table, const std::string& where) {
  PixelForm form;
  const auto colour = need_text(table, where, "colour");
  if (colour == "BGR") {
    form.colour = ColourOrder::kBgr;
  } else if (colour == "RGB") {
    form.colour = ColourOrder::kRgb;
  } else if (colour == "GRAY") {
    form.colour = ColourOrder::kGray;
  } else {
    throw Wrong{where + ": colour is neither BGR, RGB nor GRAY"};
  }
  if (table.contains("mean")) {
    const auto* mean = table["mean"].as_array();
    const std::size_t channels = form.colour == ColourOrder::kGray ? 1 : 3;
    if (mean == nullptr || mean->size() != channels)
      throw Wrong{where + ": mean needs a number for each channel"};
    for (std::size_t i = 0; i < channels; ++i) {
      const auto value = (*mean)[i].value<double>();
      if (!value || !(*value >= 0 && *value <= 255)) throw Wrong{where + ": mean is out of range"};
      form.mean[i] = static_cast<float>(*value);
    }
  }
  if (table.contains("scale")) {
    const auto scale = need<double>(table, where, "scale");
    if (!(scale > 0 && scale <= 1000)) throw Wrong{where + ": scale is out of range"};
    form.scale = static_cast<float>(scale);
  }
  return form;
}

std::vector<std::string> official_files_of(const toml::table& table, const std::string& where) {
  if (!table.contains("official_files")) return {};
  need_text(table, where, "converter");
  const auto* array = table["official_files"].as_array();
  if (array == nullptr || array->empty()) throw Wrong{where + ": official_files is no list"};
  std::vector<std::string> urls;
  for (const auto& item : *array) {
    const auto* file = item.as_table();
    if (file == nullptr) throw Wrong{where + ": official_files holds no table"};
    urls.push_back(need_text(*file, where, "url"));
  }
  return urls;
}

NetworkEntry network_of(const toml::table& table) {
  NetworkEntry entry;
  entry.name = need_text(table, "a [[network]]", "name");
  const std::string where = "network " + entry.name;
  if (!is_name(entry.name)) throw Wrong{where + ": no usable name"};
  entry.file = need_text(table, where, "file");
  if (!stays_inside(entry.file)) throw Wrong{where + ": file leads out of the model directory"};
  const auto digest = from_hex(need_text(table, where, "sha256"));
  if (!digest || digest->size() != entry.sha256.size()) throw Wrong{where + ": sha256 is no 64 hex digits"};
  std::copy(digest->begin(), digest->end(), entry.sha256.begin());
  const auto bytes = need<std::int64_t>(table, where, "bytes");
  if (bytes <= 0 || bytes > 1'000'000'000) throw Wrong{where + ": bytes is no size"};
  entry.bytes = static_cast<std::uint64_t>(bytes);
  entry.licence = need_text(table, where, "licence");
  entry.source = need_text(table, where, "source");
  if (table.contains("official_url")) entry.official_url = need_text(table, where, "official_url");
  entry.official_files = official_files_of(table, where);
  entry.input_shape = shape_of(table, where, "input_shape");
  entry.output_shape = shape_of(table, where, "output_shape");
  entry.pixels = pixels_of(table, where);
  entry.alignment = alignment_of(table, where);
  return entry;
}

StepEntry step_of(const toml::node& node, const std::string& where, const Manifest& manifest) {
  const auto* table = node.as_table();
  if (table == nullptr) throw Wrong{where + ": a step is no table"};
  StepEntry step{.method = need_text(*table, where, "method"), .networks = {}};
  const auto* names = (*table)["networks"].as_array();
  if (names == nullptr || names->empty()) throw Wrong{where + ": " + step.method + " names no networks"};
  for (const auto& item : *names) {
    const auto name = item.value<std::string>();
    if (!name || manifest.find(*name) == nullptr) {
      throw Wrong{where + ": no [[network]] " + name.value_or("(not a text)")};
    }
    step.networks.push_back(*name);
  }
  return step;
}

double number_of(const toml::table& table, const std::string& where, std::string_view key, double low,
                 double high) {
  const auto value = need<double>(table, where, key);
  if (!(value >= low && value <= high)) throw Wrong{where + ": " + std::string(key) + " is out of range"};
  return value;
}

// `reach`: how far a score can be from 0.
Thresholds thresholds_of(const toml::table& table, const std::string& where, double reach) {
  Thresholds thresholds{.accept = number_of(table, where, "accept", -reach, reach),
                        .review = number_of(table, where, "review", -reach, reach),
                        .accept_high = {},
                        .data_set = need_text(table, where, "data_set"),
                        .measured_on = need_text(table, where, "measured_on"),
                        .fmr = number_of(table, where, "fmr", 0, 1),
                        .fnmr = number_of(table, where, "fnmr", 0, 1)};
  if (thresholds.review > thresholds.accept) throw Wrong{where + ": review is above accept"};
  if (table.contains("accept_high")) {
    thresholds.accept_high = number_of(table, where, "accept_high", thresholds.accept, reach);
  }
  return thresholds;
}

int count_of(const toml::table& table, const std::string& where, std::string_view key, int low) {
  const auto value = need<std::int64_t>(table, where, key);
  if (value < low || value > 1'000'000) throw Wrong{where + ": " + std::string(key) + " is out of range"};
  return static_cast<int>(value);
}

CohortThresholds cohort_thresholds_of(const toml::table& table, const std::string& where) {
  CohortThresholds cohort{
      .thresholds = thresholds_of(table, where, 2), .nearest_share = 0, .cohort_people = 0};
  cohort.nearest_share = number_of(table, where, "nearest_share", 1e-4, 1);
  cohort.cohort_people = count_of(table, where, "cohort_people", 1);
  return cohort;
}

const toml::table& table_of(const toml::table& set, const std::string& where, std::string_view key) {
  const auto* table = set[key].as_table();
  if (table == nullptr) throw Wrong{where + ": " + std::string(key) + " are missing"};
  return *table;
}

SetEntry set_of(const toml::table& table, const Manifest& manifest) {
  SetEntry entry;
  entry.id = need_text(table, "a [[set]]", "id");
  const std::string where = "set " + entry.id;
  if (!is_name(entry.id)) throw Wrong{where + ": no usable id"};
  const auto kind = need_text(table, where, "kind");
  if (kind != "full" && kind != "starter") throw Wrong{where + ": kind is neither full nor starter"};
  entry.kind = kind == "full" ? SetKind::kFull : SetKind::kStarter;
  const auto* locator = table.get("locator");
  if (locator == nullptr) throw Wrong{where + ": locator is missing"};
  entry.locator = step_of(*locator, where, manifest);
  const auto* recognisers = table["recognisers"].as_array();
  if (recognisers == nullptr || recognisers->empty() || recognisers->size() > 8) {
    throw Wrong{where + ": 1 to 8 recognisers are needed"};
  }
  for (const auto& item : *recognisers) entry.recognisers.push_back(step_of(item, where, manifest));
  for (const auto& [key, step] : {std::pair{"landmarks", &entry.landmarks},
                                  {"head_pose", &entry.head_pose},
                                  {"passive_pad", &entry.passive_pad}}) {
    if (const auto* node = table.get(key)) *step = step_of(*node, where, manifest);
  }
  entry.thresholds = thresholds_of(table_of(table, where, "thresholds"), where, 1);
  if (table.contains("cohort_thresholds")) {
    entry.cohort_thresholds =
        cohort_thresholds_of(table_of(table, where, "cohort_thresholds"), where + ", cohort_thresholds");
  }
  return entry;
}

template <class Entry, class Read>
std::vector<Entry> entries_of(const toml::table& root, std::string_view key, Read read) {
  const auto* array = root[key].as_array();
  if (array == nullptr) throw Wrong{"no [[" + std::string(key) + "]]"};
  std::vector<Entry> entries;
  for (const auto& item : *array) {
    const auto* table = item.as_table();
    if (table == nullptr) throw Wrong{std::string(key) + " is no list of tables"};
    entries.push_back(read(*table));
  }
  return entries;
}

template <class Entry, class Name>
void refuse_twins(const std::vector<Entry>& entries, Name name) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (name(entries[i]) == name(entries[k])) throw Wrong{"two entries are called " + name(entries[i])};
    }
  }
}

// Where a file that is missing or wrong can be had.
std::string where_from(const NetworkEntry& entry) {
  if (entry.official_url) return "its official file: " + *entry.official_url;
  if (entry.official_files.empty()) return "models/manifest.toml says where it comes from";
  std::string text = "./dev models converts it from";
  for (const auto& url : entry.official_files) text += " " + url;
  return text;
}

// The path of the unaltered file, or what is wrong.
tl::expected<std::filesystem::path, std::string> find_file(
    const NetworkEntry& entry, const std::vector<std::filesystem::path>& directories) {
  std::string problem = entry.file + ": missing";
  for (const auto& directory : directories) {
    const auto path = directory / entry.file;
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) continue;
    if (size != entry.bytes) {
      problem = entry.file + ": " + std::to_string(size) + " bytes instead of " +
                std::to_string(entry.bytes) + ", in " + directory.string();
      continue;
    }
    const auto digest = crypto::sha256_of_file(path);
    if (digest && *digest == entry.sha256) return path;
    problem = entry.file +
              (digest ? ": its SHA-256 is another (damaged, or another version)" : ": cannot be read") +
              ", in " + directory.string();
  }
  return tl::make_unexpected(problem + " (" + where_from(entry) + ")");
}

}  // namespace

std::string_view to_text(SetKind kind) { return kind == SetKind::kFull ? "full" : "starter"; }

const NetworkEntry* Manifest::find(std::string_view network) const {
  const auto found = std::find_if(networks.begin(), networks.end(),
                                  [&](const auto& entry) { return entry.name == network; });
  return found == networks.end() ? nullptr : &*found;
}

Result<Manifest> parse_manifest(std::string_view toml) {
  try {
    const toml::table root = toml::parse(toml);
    const auto schema = need<std::int64_t>(root, "the manifest", "schema");
    if (schema != kManifestSchema) throw Wrong{"schema " + std::to_string(schema) + " is not known"};
    Manifest manifest;
    manifest.networks = entries_of<NetworkEntry>(root, "network", network_of);
    refuse_twins(manifest.networks, [](const auto& entry) { return entry.name; });
    manifest.sets =
        entries_of<SetEntry>(root, "set", [&](const toml::table& table) { return set_of(table, manifest); });
    refuse_twins(manifest.sets, [](const auto& entry) { return entry.id; });
    return manifest;
  } catch (const toml::parse_error& e) {
    return fail(ErrorCode::kUnavailable, "model manifest, line " + std::to_string(e.source().begin.line) +
                                             ": " + std::string(e.description()));
  } catch (const Wrong& e) {
    return fail(ErrorCode::kUnavailable, "model manifest: " + e.what);
  }
}

Result<Manifest> read_manifest(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf())) {
    return fail(ErrorCode::kIo, "the model manifest cannot be read: " + file.string());
  }
  return parse_manifest(text.str());
}

std::string ModelSearch::explain() const {
  std::string text;
  for (const auto& set : sets) {
    text += set.id + " (" + std::string(to_text(set.kind)) + "): ";
    if (set.problems.empty()) text += "complete";
    for (std::size_t i = 0; i < set.problems.size(); ++i) text += (i == 0 ? "" : "; ") + set.problems[i];
    text += '\n';
  }
  if (!best || best->kind() != SetKind::kFull) {
    text +=
        "to mend it: ./dev models gets what it can; else put the files, unaltered and under these names, "
        "into ";
    for (std::size_t i = 0; i < directories.size(); ++i)
      text += (i == 0 ? "" : " or ") + directories[i].string();
    text += "\n";
  }
  return text;
}

ModelSearch find_models(const Manifest& manifest, const std::vector<std::filesystem::path>& directories) {
  ModelSearch search;
  search.directories = directories;
  std::map<std::string, tl::expected<std::filesystem::path, std::string>> found;  // hash each file once
  for (const auto& entry : manifest.sets) {
    ModelSet set{.entry = entry, .files = {}};
    SetFinding finding{.id = entry.id, .kind = entry.kind, .problems = {}};
    std::vector<StepEntry> steps = entry.recognisers;
    steps.insert(steps.begin(), entry.locator);
    for (const auto* aid : {&entry.landmarks, &entry.head_pose, &entry.passive_pad}) {
      if (*aid) steps.push_back(**aid);
    }
    for (const auto& step : steps) {
      for (const auto& name : step.networks) {
        const NetworkEntry* network = manifest.find(name);
        if (network == nullptr || set.files.contains(name)) continue;
        auto at = found.find(name);
        if (at == found.end()) at = found.emplace(name, find_file(*network, directories)).first;
        if (at->second) {
          set.files.emplace(name, ModelSet::File{*network, *at->second});
        } else if (std::find(finding.problems.begin(), finding.problems.end(), at->second.error()) ==
                   finding.problems.end()) {
          finding.problems.push_back(at->second.error());
        }
      }
    }
    const bool better =
        !search.best || (search.best->kind() == SetKind::kStarter && entry.kind == SetKind::kFull);
    if (finding.problems.empty() && better) search.best = std::move(set);
    search.sets.push_back(std::move(finding));
  }
  return search;
}

std::vector<std::filesystem::path> model_directories() {
  if (const char* named = std::getenv("JIANZAI_MODELS"); named != nullptr && *named != '\0') return {named};
  return {std::filesystem::path("..") / "shared" / "models", std::filesystem::path("var") / "models"};
}

}  // namespace jianzai::face
