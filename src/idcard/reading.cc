#include "idcard/reading.h"

namespace jianzai::idcard {

std::string_view to_text(Advice advice) {
  switch (advice) {
    case Advice::kNoCard:
      return "NO_CARD";
    case Advice::kSeveralCards:
      return "SEVERAL_CARDS";
    case Advice::kCropped:
      return "CROPPED";
    case Advice::kTooSmall:
      return "TOO_SMALL";
    case Advice::kDark:
      return "DARK";
    case Advice::kGlare:
      return "GLARE";
    case Advice::kBlur:
      return "BLUR";
    case Advice::kUnreadable:
      break;
  }
  return "UNREADABLE";
}

std::string_view to_text(Risk risk) { return risk == Risk::kPhotocopy ? "PHOTOCOPY" : "SCREEN"; }

}  // namespace jianzai::idcard
