#include "crypto/key_file.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace jianzai::crypto {

Result<void> write_private_file_once(const std::filesystem::path& file, const std::string& text) {
  const std::filesystem::path aside = file.string() + "." + std::to_string(::getpid()) + ".new";
  const int handle = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (handle < 0) return fail(ErrorCode::kIo, "cannot create " + aside.string());
  const bool written = ::write(handle, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool flushed = ::fsync(handle) == 0;
  ::close(handle);
  const bool linked = written && flushed && (::link(aside.c_str(), file.c_str()) == 0 || errno == EEXIST);
  ::unlink(aside.c_str());
  if (!linked) return fail(ErrorCode::kIo, "cannot write " + file.string());
  const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  return {};
}

}  // namespace jianzai::crypto
