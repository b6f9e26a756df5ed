// card_lab: draws ID cards of invented people and measures the reader on them. docs/id-card.md holds what it
// printed.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include "cards/card_drawing.h"
#include "cards/invented_card.h"
#include "cards/photograph.h"
#include "idcard/card_reader.h"
#include "idcard/characters.h"

namespace {

using namespace jianzai;
namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr Date kToday{std::chrono::year(2026), std::chrono::November, std::chrono::day(26)};
constexpr std::chrono::seconds kWait{60};
constexpr std::size_t kOthersMax = 400;  // photographs of faces
constexpr std::size_t kPortraitsMax = 20;

struct Options {
  std::size_t count = 2000;
  std::uint64_t seed = 1;
  fs::path faces = "../shared/faces";
  int threads = 1;
  std::string level;
  bool fields = false;
  bool wrong = false;
  fs::path out;
};

Bytes read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> photographs_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.path().extension() == ".jpg") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// `most` of them, evenly.
std::vector<fs::path> some_of(const std::vector<fs::path>& files, std::size_t most) {
  if (files.size() <= most) return files;
  std::vector<fs::path> some;
  for (std::size_t i = 0; i < most; ++i) some.push_back(files[i * files.size() / most]);
  return some;
}

// Of the faces, some that could stand on a card.
std::vector<Image> portraits_in(const fs::path& folder) {
  std::vector<Image> portraits;
  for (const auto& file : some_of(photographs_in(folder / "london"), kPortraitsMax)) {
    if (auto decoded = decode_jpeg(read_file(file), 640)) portraits.push_back(std::move(decoded->image));
  }
  return portraits;
}

std::optional<Image> some_portrait(const std::vector<Image>& portraits, Draw& draw) {
  if (portraits.empty()) return std::nullopt;
  return portraits[draw.below(portraits.size())];
}

std::size_t edits(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

// Of one field over many cards.
struct Counts {
  std::size_t right = 0;
  std::size_t wrong = 0;
  std::size_t none = 0;
  std::size_t sure = 0;
  std::size_t sure_wrong = 0;
  std::vector<std::pair<double, bool>> confidences;

  [[nodiscard]] std::size_t all() const { return right + wrong + none; }
  template <class T, class U>
  void take(const idcard::MaybeField<T>& field, const U& truth, const U& read) {
    if (!field) {
      ++none;
      return;
    }
    const bool is_right = truth == read;
    ++(is_right ? right : wrong);
    if (field->is_sure) {
      ++sure;
      if (!is_right) ++sure_wrong;
    }
    confidences.emplace_back(field->confidence, is_right);
  }
};

struct Report {
  std::map<std::string, Counts> fields;
  std::size_t cards = 0;
  std::size_t address_characters = 0;
  std::size_t address_edits = 0;
  std::map<std::string, std::size_t> advice;  // of cards whose number was not read
  std::map<std::string, std::size_t> risks;
  std::vector<double> times_ms;
};

double percent(std::size_t part, std::size_t all) {
  return all == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(all);
}
double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

std::string text_of(const idcard::MaybeField<idcard::Text>& field) {
  return field ? field->value.reveal() : "";
}

enum class Kind { kFront, kBack, kCopy, kScreen, kTwo, kBankCard, kTextPage };
const std::map<std::string, Kind> kKinds{
    {"front", Kind::kFront}, {"back", Kind::kBack},     {"copy", Kind::kCopy},    {"screen", Kind::kScreen},
    {"two", Kind::kTwo},     {"bank", Kind::kBankCard}, {"text", Kind::kTextPage}};

struct Sample {
  cards::InventedCard card;
  std::string font;
  Bytes jpeg;
};

void take_front(Report& report, const Sample& sample, const idcard::Reading& reading) {
  const idcard::CardFront none;
  const idcard::CardFront& front = reading.front ? *reading.front : none;
  const cards::InventedCard& card = sample.card;
  auto& fields = report.fields;
  fields["number"].take(front.number, card.number,
                        front.number ? front.number->value.reveal() : std::string());
  fields["name"].take(front.name, card.name, text_of(front.name));
  // The reader's own shapes are of one of the fonts.
  for (const auto& name : {std::string("nation"), "nation in " + sample.font})
    fields[name].take(front.nation, card.nation, text_of(front.nation));
  fields["sex"].take(front.sex, card.sex, front.sex ? front.sex->value : Sex::kMale);
  fields["birth"].take(front.birth, card.birth, front.birth ? front.birth->value : Date{});
  fields["address"].take(front.address, card.address, text_of(front.address));
  if (front.number) {
    fields["printed sex and birth"].take(front.number, 0, front.sex_differs || front.birth_differs ? 1 : 0);
  }
  const auto truth = idcard::characters_of(card.address);
  report.address_characters += truth.size();
  report.address_edits += std::min(truth.size(), edits(truth, idcard::characters_of(text_of(front.address))));
}

void tell_wrong(std::size_t number, const cards::InventedCard& card, const idcard::CardFront& front) {
  const auto tell = [&](const char* field, const std::string& truth,
                        const idcard::MaybeField<idcard::Text>& read) {
    if (text_of(read) == truth) return;
    fmt::print("{} {}: {} read as {} ({:.2f})\n", number, field, truth, text_of(read),
               read ? read->confidence : 0.0);
  };
  if (front.number && front.number->value.reveal() != card.number) {
    fmt::print("{} number: {} read as {} ({:.2f})\n", number, card.number, front.number->value.reveal(),
               front.number->confidence);
  }
  tell("name", card.name, front.name);
  tell("nation", card.nation, front.nation);
  tell("address", card.address, front.address);
}

void take_back(Report& report, const cards::InventedCard& card, const idcard::Reading& reading) {
  const idcard::CardBack none;
  const idcard::CardBack& back = reading.back ? *reading.back : none;
  auto& fields = report.fields;
  fields["authority"].take(back.authority, card.authority, text_of(back.authority));
  fields["valid_from"].take(back.valid_from, card.valid_from,
                            back.valid_from ? back.valid_from->value : Date{});
  fields["valid_until"].take(back.valid_until, card.valid_until,
                             back.valid_until ? back.valid_until->value : std::optional<Date>());
}

void print(const std::string& title, const Report& report, bool with_fields) {
  fmt::print("\n{}: {} cards, read in p50 {:.0f} ms, p99 {:.0f} ms\n\n", title, report.cards,
             percentile(report.times_ms, 0.5), percentile(report.times_ms, 0.99));
  fmt::print("| field | right | wrong | not read | sure | of these wrong |\n|---|---|---|---|---|---|\n");
  for (const auto& [name, counts] : report.fields) {
    fmt::print("| {} | {:.2f} % | {:.2f} % ({}) | {:.2f} % | {:.1f} % | {:.2f} % |\n", name,
               percent(counts.right, counts.all()), percent(counts.wrong, counts.all()), counts.wrong,
               percent(counts.none, counts.all()), percent(counts.sure, counts.all()),
               percent(counts.sure_wrong, counts.sure));
  }
  if (report.address_characters > 0) {
    fmt::print("\naddress: {:.2f} % of its characters wrong or missing\n",
               percent(report.address_edits, report.address_characters));
  }
  for (const auto& [kind, counts] :
       {std::pair("advice where nothing was read", report.advice), {"risks", report.risks}}) {
    if (counts.empty()) continue;
    fmt::print("{}:", kind);
    for (const auto& [code, count] : counts) fmt::print(" {} {}", code, count);
    fmt::print("\n");
  }
  if (!with_fields) return;
  for (const auto& [name, counts] : report.fields) {
    for (const double least : {0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97}) {
      std::size_t all = 0;
      std::size_t wrong = 0;
      for (const auto& [confidence, is_right] : counts.confidences) {
        if (confidence < least) continue;
        ++all;
        if (!is_right) ++wrong;
      }
      fmt::print("{} confidence >= {}: {} of {} wrong\n", name, least, wrong, all);
    }
  }
}

Sample make_sample(Kind kind, cards::Level level, const std::vector<Image>& portraits, std::uint64_t seed) {
  Draw draw(seed);
  Sample sample{.card = cards::invent_card(draw), .font = {}, .jpeg = {}};
  auto printing = cards::some_printing(draw);
  sample.font = printing.font;
  printing.is_grey = kind == Kind::kCopy;
  const auto portrait = some_portrait(portraits, draw);
  Image face = kind == Kind::kBack       ? cards::draw_back(sample.card, printing, draw)
               : kind == Kind::kBankCard ? cards::draw_bank_card(draw)
               : kind == Kind::kTextPage ? cards::draw_text_page(draw)
                                         : cards::draw_front(sample.card, portrait, printing, draw);
  if (kind == Kind::kScreen) face = cards::on_a_display(face, draw);
  const auto taken =
      kind == Kind::kTwo
          ? cards::photograph_two(face, cards::draw_front(cards::invent_card(draw), portrait, printing, draw),
                                  draw)
          : cards::photograph(face, level, draw);
  if (taken) sample.jpeg = taken->jpeg;
  return sample;
}

Report measure(idcard::CardReader& reader, const Options& options, Kind kind, cards::Level level,
               std::size_t count, const std::vector<Image>& portraits) {
  Report report;
  std::mutex mutex;
  std::size_t next = 0;
  const auto work = [&] {
    for (;;) {
      std::size_t number = 0;
      {
        const std::lock_guard lock(mutex);
        if (next == count) return;
        number = next++;
      }
      const auto sample = make_sample(kind, level, portraits, options.seed * 1'000'000 + number);
      const auto from = steady_clock::now();
      const auto reading = reader.read(sample.jpeg, kToday, kWait);
      const double took_ms = std::chrono::duration<double, std::milli>(steady_clock::now() - from).count();
      const std::lock_guard lock(mutex);
      ++report.cards;
      report.times_ms.push_back(took_ms);
      if (!reading) {
        ++report.advice[reading.error().detail];
        continue;
      }
      if (kind == Kind::kBack) {
        take_back(report, sample.card, *reading);
      } else {
        take_front(report, sample, *reading);
      }
      for (const auto one : reading->risks) ++report.risks[std::string(idcard::to_text(one))];
      if (!reading->advice.empty()) ++report.advice[std::string(idcard::to_text(reading->advice.front()))];
      if (options.wrong && reading->front) tell_wrong(number, sample.card, *reading->front);
      const bool is_read = (reading->front && reading->front->number) || reading->back;
      if (!options.out.empty() && !is_read) {
        const auto file =
            options.out / fmt::format("{}-{}-{}.jpg", cards::to_text(level), static_cast<int>(kind), number);
        std::ofstream(file, std::ios::binary)
            .write(reinterpret_cast<const char*>(sample.jpeg.data()),
                   static_cast<std::streamsize>(sample.jpeg.size()));
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < options.threads; ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
  return report;
}

// Pictures of anything but cards.
void measure_others(idcard::CardReader& reader, const Options& options) {
  std::size_t read = 0;
  std::size_t all = 0;
  std::vector<double> times_ms;
  for (const auto& file : some_of(photographs_in(options.faces), kOthersMax)) {
    const auto jpeg = read_file(file);
    const auto from = steady_clock::now();
    const auto reading = reader.read(jpeg, kToday, kWait);
    times_ms.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - from).count());
    if (!reading) continue;
    ++all;
    if (reading->front || reading->back) {
      ++read;
      fmt::print("taken for a card: {}\n", file.string());
    }
  }
  fmt::print("\nphotographs of faces: {} of {} taken for a card, p50 {:.0f} ms, p99 {:.0f} ms\n", read, all,
             percentile(times_ms, 0.5), percentile(times_ms, 0.99));
}

int run(const Options& options) {
  auto reader = idcard::CardReader::create({.readers = options.threads});
  if (!reader) {
    std::cerr << reader.error().detail << '\n';
    return 1;
  }
  const auto portraits = portraits_in(options.faces);
  for (const auto level : cards::kLevels) {
    if (!options.level.empty() && options.level != cards::to_text(level)) continue;
    const std::string name(cards::to_text(level));
    print(name + ", fronts", measure(**reader, options, Kind::kFront, level, options.count, portraits),
          options.fields);
    print(name + ", backs", measure(**reader, options, Kind::kBack, level, options.count / 4, portraits),
          options.fields);
  }
  if (options.level.empty() || options.level == "others") {
    const std::size_t few = std::max<std::size_t>(1, options.count / 10);
    for (const auto& [title, kind] : {std::pair("photocopies", Kind::kCopy),
                                      {"displays", Kind::kScreen},
                                      {"two cards", Kind::kTwo},
                                      {"bank cards", Kind::kBankCard},
                                      {"pages of text", Kind::kTextPage}}) {
      const auto level =
          kind == Kind::kCopy || kind == Kind::kScreen ? cards::Level::kEasy : cards::Level::kNormal;
      print(title, measure(**reader, options, kind, level, few, portraits), false);
    }
    measure_others(**reader, options);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("\npeak memory: {} MiB with {} engines\n", usage.ru_maxrss / 1024, options.threads);
  return 0;
}

// Damages a JPEG as disks, networks and people do: bytes changed, cut out, doubled, put in; the end missing.
void damage(Bytes& jpeg, Draw& draw) {
  const auto changes = 1 + draw.below(8);
  for (std::size_t i = 0; i < changes && jpeg.size() > 4; ++i) {
    const auto at = static_cast<std::ptrdiff_t>(draw.below(jpeg.size()));
    const auto size =
        static_cast<std::ptrdiff_t>(std::min(draw.below(64) + 1, jpeg.size() - static_cast<std::size_t>(at)));
    const auto from = jpeg.begin() + at;
    switch (draw.below(5)) {
      case 0:
        *from = static_cast<std::uint8_t>(draw.below(256));
        break;
      case 1:
        *from = static_cast<std::uint8_t>(*from ^ (1U << draw.below(8)));
        break;
      case 2:
        jpeg.erase(from, from + size);
        break;
      case 3: {
        const Bytes part(from, from + size);
        jpeg.insert(from, part.begin(), part.end());
        break;
      }
      default:
        if (draw.chance(0.1)) jpeg.resize(static_cast<std::size_t>(at));
        break;
    }
  }
}

// Cards of all kinds, their JPEGs damaged more or less: a program under ASan says itself when something is
// wrong.
int fuzz(const Options& options, double minutes) {
  auto reader = idcard::CardReader::create({.readers = 1});
  if (!reader) {
    std::cerr << reader.error().detail << '\n';
    return 1;
  }
  const auto end = steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(
                                             std::chrono::duration<double, std::ratio<60>>(minutes));
  Draw draw(options.seed);
  std::size_t decoded = 0;
  std::size_t refused = 0;
  std::vector<Bytes> pictures;
  for (int i = 0; i < 12; ++i) {
    const auto kind = static_cast<Kind>(draw.below(7));
    pictures.push_back(make_sample(kind, cards::Level::kExtreme, {}, draw.seed()).jpeg);
  }
  while (steady_clock::now() < end) {
    Bytes jpeg = pictures[draw.below(pictures.size())];
    damage(jpeg, draw);
    const auto reading = (*reader)->read(jpeg, kToday, kWait);
    ++(reading ? decoded : refused);
  }
  fmt::print("fuzzed {:.0f} minutes: {} pictures read, {} refused, no crash\n", minutes, decoded, refused);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Draws ID cards of people who do not exist and measures the reader on them", "card_lab");
  app.require_subcommand(1);
  Options options;
  int exit_code = 0;
  auto* measuring = app.add_subcommand("measure", "All levels, copies, displays and what is no card");
  measuring->add_option("--count", options.count, "Fronts a level (2000); a quarter of it backs");
  measuring
      ->add_option("--level", options.level,
                   "Only this one: easy, normal, hard, extreme; or others: copies and what is no card")
      ->check(CLI::IsMember({"easy", "normal", "hard", "extreme", "others"}));
  measuring->add_flag("--fields", options.fields, "Errors by confidence");
  measuring->add_flag("--wrong", options.wrong, "What was read otherwise than it stands there");
  measuring->add_option("--out", options.out, "A folder for what was not read");
  measuring->add_option("--seed", options.seed);
  measuring->add_option("--faces", options.faces,
                        "Portraits (london/) and what is no card; without, a head is drawn");
  measuring->add_option("--threads", options.threads)->check(CLI::Range(1, 64));
  measuring->callback([&] { exit_code = run(options); });
  auto* fuzzing = app.add_subcommand("fuzz", "Damaged pictures; to be run under ASan (build/dev)");
  double minutes = 10;
  fuzzing->add_option("--minutes", minutes)->check(CLI::Range(0.01, 1e4));
  fuzzing->add_option("--seed", options.seed);
  fuzzing->callback([&] { exit_code = fuzz(options, minutes); });
  auto* drawing = app.add_subcommand("draw", "One JPEG; what stands on the card is printed");
  fs::path file;
  Kind kind = Kind::kFront;
  drawing->add_option("FILE", file)->required();
  drawing->add_option("--seed", options.seed);
  drawing->add_option("--faces", options.faces);
  drawing->add_option("--level", options.level)->check(CLI::IsMember({"easy", "normal", "hard", "extreme"}));
  drawing->add_option("--kind", kind)->transform(CLI::CheckedTransformer(kKinds));
  drawing->callback([&] {
    auto level = cards::Level::kNormal;
    for (const auto one : cards::kLevels) {
      if (options.level == cards::to_text(one)) level = one;
    }
    const auto sample = make_sample(kind, level, portraits_in(options.faces), options.seed);
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(sample.jpeg.data()),
               static_cast<std::streamsize>(sample.jpeg.size()));
    fmt::print("{} {} {} {}\n", sample.card.name, sample.card.nation, sample.card.number,
               sample.card.address);
  });
  CLI11_PARSE(app, argc, argv);
  return exit_code;
}
