#include "tests/api/support/whole_server.hpp"

#include "api/routes/table.hpp"
#include "engine/shard/document.hpp"
#include "tests/api/support/openapi_check.hpp"

namespace sagaflow::api {
namespace {

constexpr std::size_t kShards = 4;

ServerOptions server_options() {
    ServerOptions options;
    options.listen.port = 0;
    options.threads = 4;
    return options;
}

cluster::MembershipOptions membership_options() {
    cluster::MembershipOptions options;
    options.node = "node-1";
    options.incarnation = "node-1-1";
    return options;
}

Settings settings() {
    Settings made;
    made.node = "node-1";
    static constexpr ui::Asset kPage{"index.html", "text/html", "a", "<!doctype html>", {}, {}};
    made.ui = {&kPage, 1};
    return made;
}

}  // namespace

void ThreadLoop::post(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    changed_.notify_one();
}

void ThreadLoop::start() {
    thread_ = std::thread([this] { run(); });
}

void ThreadLoop::stop() {
    post([this] { stopping_ = true; });
    if (thread_.joinable()) thread_.join();
}

void ThreadLoop::run() {
    while (!stopping_) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            const auto has_work = [this] { return !tasks_.empty(); };
            if (timer_) {
                const std::int64_t ms = std::max<std::int64_t>(timer_->ms - clock_.now().ms, 0);
                changed_.wait_for(lock, std::chrono::milliseconds(ms), has_work);
            } else {
                changed_.wait(lock, has_work);
            }
            if (has_work()) {
                task = std::move(tasks_.front());
                tasks_.pop_front();
            }
        }
        if (task) task();
        if (!timer_ || *timer_ > clock_.now()) continue;
        timer_.reset();
        on_timer_();
    }
}

WholeApi::WholeApi()
    : ownership_(kShards),
      database_(std::make_shared<store::MemoryDatabase>(clock_, kShards)),
      queries_(database_),
      loop_(clock_),
      store_(database_, [this](std::function<void()> task) { loop_.post(std::move(task)); }),
      node_(loop_, store_, catalog_, ownership_, {{"noop", &noop_}}, environment_, logger_),
      membership_(
          membership_options(),
          loop_,
          store_,
          node_,
          ownership_,
          catalog_,
          [](const store::DefinitionRow&) { return dsl::ProgramPtr(); },
          logger_
      ),
      context_{
          node_,
          catalog_,
          queries_,
          clock_,
          logger_,
          &document_of,
          nullptr,
          settings(),
          HttpMetrics(route_table().size())},
      api_(context_),
      bulk_jobs_(clock_),
      bulk_(
          context_,
          bulk_jobs_,
          [this](const Request& request) { return api_.handle(request); },
          {.worker = "node-1"}
      ),
      server_(
          server_options(),
          [this](const Request& request) { return api_.handle(request); },
          [this](std::string_view method, std::string_view path) {
              return api_.body_bytes_max(method, path);
          },
          logger_,
          [this](std::shared_ptr<const Request> request, std::shared_ptr<AnswerSink> sink) {
              return api_.try_async(std::move(request), std::move(sink));
          }
      ) {
    loop_.post([this] {
        membership_.start([](const Error& error) { ADD_FAILURE() << error.message; });
    });
    loop_.start();
    context_.bulk = &bulk_;
    bulk_.start();
    EXPECT_TRUE(server_.start().ok());
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (get("/readyz").status != 200 && std::chrono::steady_clock::now() < give_up) {
    }
}

WholeApi::~WholeApi() {
    server_.stop();
    bulk_.stop();
    loop_.stop();
}

RawAnswer WholeApi::call(
    const std::string& method,
    const std::string& target,
    const std::string& body,
    const Headers& headers
) {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const NameValue& header : headers) text += header.name + ": " + header.value + "\r\n";
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    RawClient client(server_.port());
    EXPECT_TRUE(client.send(text));
    const RawAnswer answer = client.receive(20'000);

    Request request;
    request.method = method;
    request.target = target;
    Response response;
    response.status = answer.status;
    response.body = answer.body;
    if (answer.headers.contains("content-type")) {
        response.content_type = answer.headers.at("content-type");
    }
    EXPECT_EQ(mismatch_with_openapi(request, response), "") << method << ' ' << target;
    static const Router router(route_table());
    const auto found = router.find(method, request.path());
    if (const auto* match = std::get_if<RouteMatch>(&found)) {
        const std::string kind = answer.status < 400 ? "well " : "ill ";
        answered.insert(kind + route_table()[match->route].operation);
    }
    return answer;
}

std::string WholeApi::start(const std::string& saga, const std::string& status) {
    const RawAnswer started = post("/v1/sagas/" + saga + "/instances", R"({"input": {}})");
    EXPECT_EQ(started.status, 201) << started.body;
    const std::string path = started.headers.at("location");
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    std::string last;
    while (std::chrono::steady_clock::now() < give_up) {
        last = Json::parse(get(path).body).value("status", "");
        if (last == status) return path;
    }
    ADD_FAILURE() << saga << " is " << last << ", not " << status;
    return path;
}

}  // namespace sagaflow::api
