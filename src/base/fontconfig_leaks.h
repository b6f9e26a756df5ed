// For what draws text: Fontconfig keeps what it has read of the machine's fonts until the process ends, and
// LeakSanitizer is to know. Included where Pango is; weak, because several modules may be in one program.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
extern "C" __attribute__((weak)) const char* __lsan_default_suppressions() { return "leak:libfontconfig"; }
#endif
