#include "idcard/reading.h"

#include "base/names.h"

namespace jianzai::idcard {
namespace {

constexpr Names<Advice, 8> kAdvice{{
    {Advice::kNoCard, "NO_CARD"},
    {Advice::kSeveralCards, "SEVERAL_CARDS"},
    {Advice::kCropped, "CROPPED"},
    {Advice::kTooSmall, "TOO_SMALL"},
    {Advice::kDark, "DARK"},
    {Advice::kGlare, "GLARE"},
    {Advice::kBlur, "BLUR"},
    {Advice::kUnreadable, "UNREADABLE"},
}};
constexpr Names<Risk, 2> kRisks{{
    {Risk::kPhotocopy, "PHOTOCOPY"},
    {Risk::kScreen, "SCREEN"},
}};

}  // namespace

std::string_view to_text(Advice advice) { return name_of(kAdvice, advice); }
std::string_view to_text(Risk risk) { return name_of(kRisks, risk); }

}  // namespace jianzai::idcard
