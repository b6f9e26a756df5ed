#include "idcard/card_reader.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "cards/card_drawing.h"
#include "cards/invented_card.h"
#include "cards/photograph.h"
#include "image/test_pictures.h"

namespace jianzai::idcard {
namespace {

using cards::InventedCard;
using cards::Level;
using namespace std::chrono_literals;

constexpr Date kToday{std::chrono::year(2026), std::chrono::November, std::chrono::day(26)};

// One for all tests: it takes a while to make.
CardReader& reader() {
  static const auto made = CardReader::create({.readers = 1, .waiting = 1});
  EXPECT_TRUE(made) << made.error().detail;
  return **made;
}

Reading read(const Bytes& jpeg) {
  const auto reading = reader().read(jpeg, kToday, 10s);
  EXPECT_TRUE(reading) << reading.error().detail;
  return *reading;
}

Bytes taken(const Image& card, Level level, Draw& draw) {
  const auto photograph = cards::photograph(card, level, draw);
  EXPECT_TRUE(photograph);
  return photograph->jpeg;
}

struct Drawn {
  InventedCard card;
  Bytes jpeg;
};
Drawn front(std::uint64_t seed, Level level, void (*change)(InventedCard&) = nullptr) {
  Draw draw(seed);
  Drawn drawn{.card = cards::invent_card(draw), .jpeg = {}};
  if (change != nullptr) change(drawn.card);
  const auto printing = cards::some_printing(draw);
  drawn.jpeg = taken(cards::draw_front(drawn.card, std::nullopt, printing, draw), level, draw);
  return drawn;
}

TEST(CardReader, reads_what_stands_on_a_card_that_lies_flat) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const auto [card, jpeg] = front(seed, Level::kEasy);
    const auto reading = read(jpeg);
    EXPECT_TRUE(reading.advice.empty());
    ASSERT_TRUE(reading.front) << seed;
    ASSERT_TRUE(reading.front->number) << seed;
    EXPECT_EQ(reading.front->number->value.reveal(), card.number);
    EXPECT_TRUE(reading.front->number->is_sure);
    EXPECT_EQ(reading.front->birth->value, card.birth);
    EXPECT_EQ(reading.front->sex->value, card.sex);
    ASSERT_TRUE(reading.front->nation) << seed;
    EXPECT_EQ(reading.front->nation->value.reveal(), card.nation);
    EXPECT_EQ(reading.front->name->value.reveal(), card.name);
    EXPECT_EQ(reading.front->address->value.reveal(), card.address);
    EXPECT_FALSE(reading.front->portrait.empty());
    EXPECT_FALSE(reading.back);
  }
}

TEST(CardReader, reads_a_card_that_is_held_in_the_hand_at_any_angle) {
  int right = 0;
  for (std::uint64_t seed = 11; seed <= 18; ++seed) {
    const auto [card, jpeg] = front(seed, Level::kNormal);
    const auto reading = read(jpeg);
    if (!reading.front || !reading.front->number) continue;
    EXPECT_EQ(reading.front->number->value.reveal(), card.number) << seed;
    ++right;
  }
  EXPECT_GE(right, 7);
}

TEST(CardReader, gives_no_wrong_number_of_a_card_that_can_hardly_be_seen) {
  for (std::uint64_t seed = 21; seed <= 28; ++seed) {
    const auto [card, jpeg] = front(seed, seed % 2 == 0 ? Level::kHard : Level::kExtreme);
    const auto reading = read(jpeg);
    if (reading.front && reading.front->number) {
      EXPECT_EQ(reading.front->number->value.reveal(), card.number) << seed;
    } else {
      EXPECT_FALSE(reading.advice.empty()) << seed;
    }
  }
}

TEST(CardReader, gives_no_number_whose_check_character_does_not_fit) {
  const auto [card, jpeg] = front(31, Level::kEasy, [](InventedCard& changed) {
    changed.number.back() = changed.number.back() == '1' ? '2' : '1';
  });
  const auto reading = read(jpeg);
  ASSERT_TRUE(reading.front);
  EXPECT_FALSE(reading.front->number);
  EXPECT_EQ(reading.advice, std::vector{Advice::kUnreadable});
}

TEST(CardReader, says_when_the_print_is_not_what_the_number_says) {
  const auto [card, jpeg] = front(32, Level::kEasy, [](InventedCard& changed) {
    changed.sex = changed.sex == Sex::kMale ? Sex::kFemale : Sex::kMale;
    changed.birth =
        Date{changed.birth.year() + std::chrono::years(1), std::chrono::March, std::chrono::day(17)};
  });
  const auto reading = read(jpeg);
  ASSERT_TRUE(reading.front && reading.front->number);
  EXPECT_TRUE(reading.front->sex_differs);
  EXPECT_TRUE(reading.front->birth_differs);
  EXPECT_NE(reading.front->sex->value, card.sex);
  EXPECT_FALSE(reading.front->sex->is_sure);
}

TEST(CardReader, reads_the_back) {
  Draw draw(41);
  const auto card = cards::invent_card(draw);
  const auto reading =
      read(taken(cards::draw_back(card, cards::some_printing(draw), draw), Level::kNormal, draw));
  EXPECT_TRUE(reading.advice.empty());
  ASSERT_TRUE(reading.back);
  EXPECT_FALSE(reading.front);
  EXPECT_EQ(reading.back->authority->value.reveal(), card.authority);
  EXPECT_EQ(reading.back->valid_from->value, card.valid_from);
  EXPECT_EQ(reading.back->valid_until->value, card.valid_until);
}

TEST(CardReader, refuses_two_cards_in_one_picture) {
  Draw draw(51);
  const auto printing = cards::some_printing(draw);
  const auto one = cards::draw_front(cards::invent_card(draw), std::nullopt, printing, draw);
  const auto other = cards::draw_front(cards::invent_card(draw), std::nullopt, printing, draw);
  const auto photograph = cards::photograph_two(one, other, draw);
  ASSERT_TRUE(photograph);
  const auto reading = read(photograph->jpeg);
  EXPECT_EQ(reading.advice, std::vector{Advice::kSeveralCards});
  EXPECT_FALSE(reading.front);
}

TEST(CardReader, flags_a_photocopy_and_a_display_and_reads_them_all_the_same) {
  Draw draw(61);
  const auto card = cards::invent_card(draw);
  auto printing = cards::some_printing(draw);
  const auto shown = cards::on_a_display(cards::draw_front(card, std::nullopt, printing, draw), draw);
  printing.is_grey = true;
  const auto copy = read(taken(cards::draw_front(card, std::nullopt, printing, draw), Level::kEasy, draw));
  EXPECT_EQ(copy.risks, std::vector{Risk::kPhotocopy});
  ASSERT_TRUE(copy.front && copy.front->number);
  EXPECT_EQ(copy.front->number->value.reveal(), card.number);
  EXPECT_EQ(read(taken(shown, Level::kEasy, draw)).risks, std::vector{Risk::kScreen});
}

TEST(CardReader, takes_nothing_else_for_a_card) {
  Draw draw(71);
  std::vector<Bytes> others{taken(cards::draw_bank_card(draw), Level::kNormal, draw),
                            taken(cards::draw_bank_card(draw), Level::kEasy, draw),
                            taken(cards::draw_text_page(draw), Level::kNormal, draw),
                            *encode_jpeg(cards::draw_text_page(draw)),
                            *encode_jpeg(Image(640, 480)),
                            *encode_jpeg(Image(48, 48)),
                            *encode_jpeg(test_pictures::noise(900, 700))};
  for (const Bytes& other : others) {
    const auto reading = read(other);
    EXPECT_FALSE(reading.front || reading.back);
    ASSERT_FALSE(reading.advice.empty());
    EXPECT_EQ(reading.advice.back(), Advice::kNoCard);
  }
}

TEST(CardReader, takes_no_strip_for_a_card) {
  for (const auto& [width, height] : {std::pair(1, 1), {1, 900}, {900, 1}, {8192, 1}, {8192, 47}, {47, 8192}})
    EXPECT_EQ(read(*encode_jpeg(Image(width, height))).advice, std::vector{Advice::kNoCard});
}

// As a finger, or a torn lamination, leaves it: the gap that the nation stands after is not there.
TEST(CardReader, reads_a_card_whose_nation_cannot_be_seen) {
  Draw draw(91);
  const auto card = cards::invent_card(draw);
  Image face = cards::draw_front(card, std::nullopt, cards::some_printing(draw), draw);
  const auto across = [&](double share) { return static_cast<int>(share * face.width()); };
  const auto down = [&](double share) { return static_cast<int>(share * face.height()); };
  for (int y = down(0.23); y < down(0.34); ++y)
    std::fill(face.row(y) + 3 * across(0.16), face.row(y) + 3 * across(0.6), std::uint8_t{225});
  const auto reading = read(taken(face, Level::kEasy, draw));
  ASSERT_TRUE(reading.front && reading.front->number);
  EXPECT_EQ(reading.front->number->value.reveal(), card.number);
  EXPECT_EQ(reading.front->name->value.reveal(), card.name);
  EXPECT_FALSE(reading.front->nation && reading.front->nation->is_sure);
}

TEST(CardReader, takes_no_face_for_a_card) {
  const Bytes face = test_pictures::face_jpeg(test_pictures::kMan1);
  if (face.empty()) GTEST_SKIP() << "no faces in " << test_pictures::faces_dir();
  const auto reading = read(face);
  EXPECT_FALSE(reading.front || reading.back);
}

TEST(CardReader, refuses_what_is_no_picture) {
  const auto reading = reader().read(as_bytes("no picture"), kToday, 1s);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().code, ErrorCode::kNotAnImage);
}

TEST(CardReader, says_that_it_is_busy_rather_than_wait_for_ever) {
  const auto [card, jpeg] = front(81, Level::kEasy);
  std::atomic<int> busy = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&, &bytes = jpeg] {
      const auto reading = reader().read(bytes, kToday, 0s);
      if (!reading && reading.error().code == ErrorCode::kBusy) ++busy;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_GE(busy, 1);
  EXPECT_LT(busy, 3);
}

}  // namespace
}  // namespace jianzai::idcard
