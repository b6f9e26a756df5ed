#include "cli/open_engine.h"

#include <cstdlib>

namespace jianzai::cli {

Result<std::unique_ptr<face::Engine>> open_engine(const std::string& manifest, int parallel) {
  std::filesystem::path file = manifest;
  if (file.empty()) {
    const char* named = std::getenv("JIANZAI_MANIFEST");
    file = named != nullptr && *named != '\0' ? std::filesystem::path(named)
                                              : std::filesystem::path("models") / "manifest.toml";
  }
  const auto read = TRY(face::read_manifest(file));
  auto search = face::find_models(read, face::model_directories());
  if (!search.best) return fail(ErrorCode::kUnavailable, search.explain());
  return face::Engine::create(*search.best, parallel);
}

}  // namespace jianzai::cli
