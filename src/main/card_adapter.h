// idcard/ as app/ports.h wants it.
#pragma once

#include <memory>
#include <string>

#include "app/ports.h"
#include "idcard/card_reader.h"

namespace jianzai {

class CardReaderAdapter final : public app::CardReader {
 public:
  explicit CardReaderAdapter(std::unique_ptr<idcard::CardReader> reader) : reader_(std::move(reader)) {}
  Result<app::CardReading> read(ByteView jpeg, Date today) override;

 private:
  std::unique_ptr<idcard::CardReader> reader_;
};

// Where Tesseract's languages are not: people type.
class NoCardReader final : public app::CardReader {
 public:
  explicit NoCardReader(std::string note) : note_(std::move(note)) {}
  Result<app::CardReading> read(ByteView jpeg, Date today) override;

 private:
  std::string note_;
};

// With so many engines; NoCardReader where there can be none, which the log says.
[[nodiscard]] std::unique_ptr<app::CardReader> open_card_reader(int engines);

}  // namespace jianzai
