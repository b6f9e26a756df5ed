#include "main/serve.h"

#include <array>
#include <condition_variable>
#include <csignal>
#include <functional>
#include <iostream>
#include <mutex>
#include <thread>

#include <pthread.h>
#include <sys/resource.h>

#include "app/decision_queue.h"
#include "app/notices.h"
#include "app/refresh_cohort.h"
#include "app/roster/run_import_jobs.h"
#include "app/sweep.h"
#include "app/workdays.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/api.h"
#include "http/certificate.h"
#include "http/metrics.h"
#include "http/server.h"
#include "main/addresses.h"
#include "main/demo.h"
#include "main/qr_code.h"
#include "main/wiring.h"

namespace jianzai {
namespace {

constexpr std::chrono::seconds kStopGrace{15};
constexpr std::chrono::seconds kSweepEvery{2};
constexpr std::uint64_t kSweepsPerRound = 1800;  // an hour

void note(const Result<void>& done, std::string_view what) {
  if (!done) log::error("sweep_failed", {{"what", what}, {"detail", done.error().detail}});
}

// Comes by every few seconds until it is told to stop.
class Repeating {
 public:
  // `work` is given how many times it was done before, and whether it is to go on.
  using GoesOn = std::function<bool()>;
  using Work = std::function<void(std::uint64_t, const GoesOn&)>;
  explicit Repeating(Work work) : thread_([this, work = std::move(work)] { run(work); }) {}
  ~Repeating() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  Repeating(const Repeating&) = delete;
  Repeating& operator=(const Repeating&) = delete;

 private:
  void run(const Work& work) {
    const GoesOn goes_on = [this] {
      const std::lock_guard lock(mutex_);
      return !stopping_;
    };
    for (std::uint64_t times = 0;; ++times) {
      work(times, goes_on);
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, kSweepEvery, [this] { return stopping_; })) return;
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses the others
};

void sweep(app::Ports& ports, app::DecisionQueue& queue, std::uint64_t times) {
  note(app::close_overdue_attempts(ports), "overdue attempts");
  note(app::resume_decisions(ports, queue), "decisions");
  note(app::end_self_service(ports), "ended self-service");
  note(app::remind(ports), "reminders");
  if (times % kSweepsPerRound != 0) return;
  note(app::erase_outdated(ports), "outdated data");
  const auto people = app::refresh_cohort(ports);
  note(people ? Result<void>() : fail(people.error()), "cohort");
  if (people && *people > 0) log::info("cohort_refreshed", {{"people", *people}});
}

// The tasks of a million people take minutes: a decision that was cut off does not wait for them.
void fill(app::Ports& ports) { note(app::fill_plans(ports), "plans"); }

// Waits for the gateway, so that the sweep does not.
void send(app::Ports& ports, const Repeating::GoesOn& goes_on) {
  while (goes_on()) {
    const auto tried = app::send_notices(ports, goes_on);
    note(tried ? Result<void>() : fail(tried.error()), "text messages");
    if (!tried || *tried == 0) return;
    log::info("messages_tried", {{"count", *tried}});
  }
}

// A large list takes minutes: beside the sweep, which others wait for.
void work_on_lists(app::Ports& ports, const Repeating::GoesOn& goes_on) {
  const auto worked_on = app::run_import_jobs(ports, goes_on);
  note(worked_on ? Result<void>() : fail(worked_on.error()), "imports");
  if (worked_on && *worked_on > 0) log::info("lists_worked_on", {{"count", *worked_on}});
}

Result<http::ServerOptions> server_options(const Config& config, const Clock& clock) {
  http::ServerOptions options;
  options.http_address = config.http_address;
  options.http_port = config.http_port;
  options.https_address = config.https_address;
  options.https_port = config.https_port;
  options.worker_threads = static_cast<std::size_t>(config.worker_threads);
  if (config.https_port && config.certificate.empty()) {
    options.certificate_pem = config.data / "certificate.pem";
    options.key_pem = config.data / "certificate.key";
    std::vector<std::string> names{"localhost", "127.0.0.1"};
    if (const auto name = host_name()) names.push_back(*name);
    for (const auto& address : lan_addresses()) names.push_back(address);
    TRY(http::ensure_certificate(options.certificate_pem, options.key_pem, names, clock));
  } else {
    options.certificate_pem = config.certificate;
    options.key_pem = config.certificate_key;
  }
  return options;
}

void print_networks(const Networks& networks) {
  switch (networks.kind) {
    case NetworkKind::kFull:
      std::cout << "  networks  " << networks.set << '\n';
      break;
    case NetworkKind::kStarter:
      std::cout << "  networks  " << networks.set
                << ": to try the product; only a clear match passes, all else goes to a person\n";
      break;
    case NetworkKind::kNone:
      std::cout << "  networks  NONE: every attempt goes to a person. Run ./dev models. " << networks.note
                << '\n';
      break;
  }
}

void print_welcome(const http::Server& server, const Networks& networks, Demo demo) {
  std::cout << "\n健在 Jianzai\n\n";
  print_networks(networks);
  if (const auto port = server.http_port()) {
    std::cout << "  citizens  http://localhost:" << port << "/\n"
              << "  console   http://localhost:" << port << "/console/\n";
  }
  std::string for_phones;
  if (const auto port = server.https_port()) {
    for (const auto& address : lan_addresses()) {
      const std::string url = "https://" + address + ":" + std::to_string(port) + "/";
      std::cout << "  phones    " << url << "  (accept the self-made certificate)\n";
      if (for_phones.empty()) for_phones = url;
    }
  }
  if (demo == Demo::kOn) {
    std::cout << "\n  demo logins, all with the password " << kDemoPassword << '\n'
              << "    console   " << kDemoClerk << " (adds people, makes references), " << kDemoReviewer
              << " (and reviews), " << kDemoHelper << " (a town's people only),\n              "
              << kDemoAuditor << " (sees what they did), " << kDemoSystem << " (the agency's details), "
              << kDemoSecurity << " (who may log in)\n"
              << "    citizen   " << demo_id_number()
              << " (invented; first make the reference in the console)\n";
    std::cout << "  text messages are sent to nobody: they are written here\n";
  }
  if (!for_phones.empty()) std::cout << '\n' << qr_code(for_phones);
  std::cout << "\n  Ctrl-C stops the server.\n" << std::endl;
}

// From here on the signals wait to be fetched, in every thread that is started later.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

// A connection is a file; the usual soft limit of 1024 is less than limits::kConnectionsMax.
void raise_open_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) log::warn("open_file_limit_not_raised");
}

Result<void> run(const Config& config, Demo demo) {
  const sigset_t signals = block_signals();
  const auto wiring = TRY(Wiring::create(config, Wiring::Engines::kOpen));
  app::Ports& ports = wiring->ports();
  TRY(log::start((config.data / "jianzai.log").string()));
  raise_open_file_limit();
  if (demo == Demo::kOn) TRY(set_up_demo(ports));

  http::Metrics metrics;
  app::DecisionQueue decisions(
      ports, static_cast<std::size_t>(face_threads_of(config)), limits::kFaceQueueMax,
      [&metrics](const Attempt& attempt, std::chrono::milliseconds took) {
        metrics.count_decision(attempt, took);
        if (!attempt.decision) return;
        log::info("attempt_decided", {{"attempt", attempt.id.text()},
                                      {"result", to_text(attempt.decision->result)},
                                      {"reason", attempt.decision->reason ? to_text(*attempt.decision->reason)
                                                                          : std::string_view()},
                                      {"networks", attempt.network_set},
                                      {"took_ms", took.count()}});
      });
  http::ServiceInfo info = config.info;
  info.version = JIANZAI_VERSION;
  info.is_demo = demo == Demo::kOn;
  info.receipt_keys = wiring->receipt_keys();
  http::Api api({.ports = ports, .decisions = decisions, .info = info, .metrics = metrics},
                TRY(http::StaticFiles::load(config.web)));
  const auto server = TRY(http::Server::create(TRY(server_options(config, ports.clock)), api));
  server->start();
  const Repeating sweeper([&](std::uint64_t times, const auto&) { sweep(ports, decisions, times); });
  const Repeating filler([&](std::uint64_t, const auto&) { fill(ports); });
  const Repeating sender([&](std::uint64_t, const auto& goes_on) { send(ports, goes_on); });
  const Repeating importer([&](std::uint64_t, const auto& goes_on) { work_on_lists(ports, goes_on); });

  const Networks& networks = ports.faces.networks();
  if (networks.kind == NetworkKind::kNone) log::warn("no_networks", {{"note", networks.note}});
  if (const auto year = TRY(app::missing_workday_year(ports)))
    log::warn("workdays_missing", {{"year", static_cast<int>(*year)}});
  log::info("serving", {{"http_port", server->http_port()},
                        {"https_port", server->https_port()},
                        {"networks", networks.set},
                        {"demo", demo == Demo::kOn}});
  print_welcome(*server, networks, demo);

  int signal = 0;
  sigwait(&signals, &signal);
  log::info("stopping", {{"signal", signal}});
  server->stop(kStopGrace);
  decisions.stop();
  log::info("stopped");
  return {};
}

}  // namespace

int serve(Config config, Demo demo) {
  if (demo == Demo::kOn && config.sms == SmsKind::kNone) config.sms = SmsKind::kLog;
  if (demo == Demo::kOn && config.info.support_phones.empty()) {
    // The guide's own support contacts, as an agency would enter its own.
    config.info.support_phones = {"4001288966", "15532257873", "15532257673"};
    config.info.support_wechat_ids = {"shebaokefu2", "shebaokefu4"};
    config.info.support_hours = "周一至周五 9:00-17:00";
  }
  const auto done = run(config, demo);
  if (done) return 0;
  std::cerr << "jianzai cannot start: " << done.error().detail << '\n';
  return 1;
}

}  // namespace jianzai
