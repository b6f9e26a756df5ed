#include "app/films.h"

namespace jianzai::app {

std::optional<std::string_view> video_type_of(ByteView bytes) {
  constexpr std::string_view kMatroska = "\x1A\x45\xDF\xA3";
  constexpr std::string_view kMp4 = "ftyp";  // the type of the first box, behind its length
  constexpr std::size_t kBoxLength = 4;
  const auto text = as_text(bytes);
  if (text.starts_with(kMatroska)) return "video/webm";
  if (text.size() > kBoxLength && text.substr(kBoxLength).starts_with(kMp4)) return "video/mp4";
  return std::nullopt;
}

Result<void> check_evidence(Ports& ports, EvidenceForm form, ByteView bytes) {
  if (form == EvidenceForm::kPicture) return ports.faces.check_image(bytes);
  if (!video_type_of(bytes)) return fail(ErrorCode::kNotAVideo);
  return {};
}

}  // namespace jianzai::app
