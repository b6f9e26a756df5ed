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
  bool is_there() const override { return true; }
  Result<app::CardReading> read(ByteView jpeg, Date today) override;

 private:
  std::unique_ptr<idcard::CardReader> reader_;
};

// Where Tesseract's languages are not: people type.
class NoCardReader final : public app::CardReader {
 public:
  explicit NoCardReader(std::string note) : note_(std::move(note)) {}
  bool is_there() const override { return false; }
  Result<app::CardReading> read(ByteView jpeg, Date today) override;

 private:
  std::string note_;
};

// NoCardReader where there can be no reader, which the log says.
[[nodiscard]] std::unique_ptr<app::CardReader> open_card_reader(idcard::CardReader::Pool pool);

}  // namespace jianzai
