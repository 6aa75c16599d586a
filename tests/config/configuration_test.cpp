// The configuration file: what it gives, and how every mistake in it is told.
#include "server/config/configuration.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "connectors/http/http_connector.hpp"

namespace sagaflow::config {
namespace {

Environment no_environment() {
    return [](const std::string&) { return std::optional<std::string>(); };
}

Environment with_variable(const std::string& name, const std::string& value) {
    return [=](const std::string& asked) {
        return asked == name ? std::optional(value) : std::nullopt;
    };
}

Result<Configuration> parse(std::string_view text, const Environment& env = no_environment()) {
    return parse_configuration(text, "c.json", ".", env);
}

std::string problem_of(std::string_view text, const Environment& env = no_environment()) {
    const auto made = parse(text, env);
    return made ? "no problem" : made.error().message;
}

constexpr std::string_view kWhole = R"({
  "$schema": "sagaflow-config.schema.json",
  "connections": {
    "payments": {
      "type": "http",
      "baseUrl": "https://pay.example/v2",
      "headers": {"X-Tenant": "acme", "X-Key": "k-${secret.key}-$${x}"},
      "auth": {"bearer": "${secret.key}"},
      "limits": {"concurrency": 8, "rate": "200/s"},
      "timeout": "1m30s",
      "idempotent": true,
      "allowPrivate": false
    },
    "stock": {"baseUrl": "http://127.0.0.1:9000",
              "auth": {"basic": {"user": "u", "password": "${secret.key}"}}}
  },
  "parameters": {"region": "eu", "tiers": [1, 2]},
  "secrets": {"key": {"env": "PAY_KEY"}},
  "listen": "[::1]:9090",
  "dataDir": "/srv/data",
  "database": "postgresql:///x",
  "node": "n1",
  "log": {"format": "json"},
  "events": {"dedupWindow": "1d"},
  "shards": {"heartbeat": "1s", "lease": "4s"},
  "limits": {"requestBytes": 2048, "batchBytes": 4096, "definitionBytes": 8192,
             "responseBytes": 16384},
  "outbound": {"allowPrivate": true}
})";

TEST(Configuration, AnEmptyFileGivesTheDefaults) {
    const auto made = parse("{}");
    ASSERT_TRUE(made.ok());
    EXPECT_EQ(made->listen, "127.0.0.1:8080");
    EXPECT_FALSE(made->data_dir);
    EXPECT_FALSE(made->database);
    EXPECT_FALSE(made->http.allow_private_urls);
    EXPECT_EQ(made->dedup_window, Duration{7LL * 86'400'000});
    EXPECT_EQ(made->limits.request_bytes, limits::kRequestBytesMax);
    EXPECT_FALSE(made->log_format);
    EXPECT_TRUE(made->warnings.empty());
}

TEST(Configuration, EveryMemberArrives) {
    const auto made = parse(kWhole, with_variable("PAY_KEY", "s3cret"));
    ASSERT_TRUE(made.ok()) << made.error().message;
    EXPECT_EQ(made->listen, "[::1]:9090");
    EXPECT_EQ(made->data_dir, "/srv/data");
    EXPECT_EQ(made->database, "postgresql:///x");
    EXPECT_EQ(made->node, "n1");
    EXPECT_EQ(made->log_format, LogFormat::kJson);
    EXPECT_EQ(made->dedup_window.ms, 86'400'000);
    EXPECT_EQ(made->shards.heartbeat.ms, 1'000);
    EXPECT_EQ(made->shards.lease.ms, 4'000);
    EXPECT_EQ(made->limits.request_bytes, 2048U);
    EXPECT_EQ(made->limits.batch_bytes, 4096U);
    EXPECT_EQ(made->limits.definition_bytes, 8192U);
    EXPECT_EQ(made->http.response_bytes_max, 16384U);
    EXPECT_TRUE(made->http.allow_private_urls);
    EXPECT_EQ(made->parameters, Json({{"region", "eu"}, {"tiers", {1, 2}}}));
    EXPECT_EQ(made->secret_names, std::vector<std::string>{"key"});
    EXPECT_EQ(made->secrets->find("key"), "s3cret");
    EXPECT_EQ(made->secrets->find("other"), std::nullopt);
}

TEST(Configuration, ConnectionsServeTheConnectorAndTheKernel) {
    const auto made = parse(kWhole, with_variable("PAY_KEY", "s3cret"));
    ASSERT_TRUE(made.ok()) << made.error().message;
    const ConnectionTraits& traits = made->connections.at("payments");
    EXPECT_EQ(traits.connector, "http");
    EXPECT_EQ(traits.timeout, Duration{90'000});
    EXPECT_TRUE(traits.idempotent);
    EXPECT_FALSE(made->connections.at("stock").timeout);
    EXPECT_FALSE(made->connections.at("stock").idempotent);
    ASSERT_EQ(made->http.connections.size(), 2U);
    const http::ConnectionOptions& payments = made->http.connections[0];
    EXPECT_EQ(payments.base_url, "https://pay.example/v2");
    EXPECT_EQ(payments.concurrency, 8U);
    EXPECT_EQ(payments.rate_per_second, 200.0);
    EXPECT_EQ(payments.allow_private, false);
    EXPECT_EQ(payments.headers[0].value.text, "k--${x}");
    ASSERT_EQ(payments.headers[0].value.secrets.size(), 1U);
    EXPECT_EQ(payments.headers[0].value.secrets[0].offset, 2U);
    EXPECT_FALSE(made->http.connections[1].allow_private);
    SystemClock clock;
    EXPECT_TRUE(http::HttpConnector::create(made->http, *made->secrets, clock).ok());
}

TEST(Configuration, RatesAreAPerSecondMinuteOrHour) {
    const auto rate = [](const std::string& text) {
        return parse(
            R"({"connections": {"a": {"baseUrl": "http://h", "limits": {"rate": ")" + text +
            R"("}}}})"
        );
    };
    EXPECT_EQ(rate("90/m")->http.connections[0].rate_per_second, 1.5);
    EXPECT_EQ(rate("1800/h")->http.connections[0].rate_per_second, 0.5);
    for (const char* bad : {"", "200", "/s", "0/s", "-1/s", "1.5/s", "10/d", "10/s ", "x/s"}) {
        EXPECT_FALSE(rate(bad).ok()) << bad;
    }
}

struct Mistake {
    const char* text;
    const char* message;  // how the only line of the answer begins or what it holds
};

std::vector<Mistake> mistakes() {
    return {
             {"{\n  \"listne\": \"x:1\"\n}",
              "c.json:2:3: /listne: unknown member \"listne\"; did you mean \"listen\"?"},
             {"[]", "c.json:1:1: /: expected an object, but got array"},
             {"{\"a\":", "c.json: Expected JSON, but at line 1, column 6"},
             {"{\"node\": \"a\", \"node\": \"b\"}", "appears twice"},
             {R"({"connections": {"a": {}}})",
              "c.json:1:18: /connections/a: expected the member \"baseUrl\""},
             {R"({"connections": {"a": {"baseUrl": "ftp://h"}}})", "/connections/a/baseUrl: "},
             {R"({"connections": {"a": {"baseUrl": "http://u:p@h"}}})", "without user name"},
             {R"({"connections": {"a": {"baseUrl": "http://h/?x=1"}}})", "without query"},
             {R"({"connections": {"a": {"baseUrl": "http://h", "type": "kafka"}}})",
              "/connections/a/type: expected \"http\""},
             {R"({"connections": {"a b": {"baseUrl": "http://h"}}})", "expected a name of at most"},
             {R"({"connections": {"a": {"baseUrl": "http://h", "bseUrl": 1}}})",
              "did you mean \"baseUrl\"?"},
             {R"({"connections": {"a": {"baseUrl": "http://h", "timeout": "5"}}})", "a duration"},
             {R"({"connections": {"a": {"baseUrl": "http://h", "timeout": "0s"}}})", "from 1ms"},
             {R"({"connections": {"a": {"baseUrl": "http://h", "idempotent": "yes"}}})",
              "/connections/a/idempotent: expected true or false, but got string"},
             {R"({"connections": {"a": {"baseUrl": "http://h", "limits": {"concurrency": 0}}}})",
              "from 1 to 10000, but got 0"},
             {R"({"connections": {"a": {"baseUrl": "http://h", "headers": {"Host": "x"}}}})",
              "/connections/a/headers/Host: this header cannot be set"},
             {R"({"connections": {"a": {"baseUrl": "http://h", "headers": {"X": "a\nb"}}}})",
              "without line breaks"},
             {R"({"connections": {"a": {"baseUrl": "http://h", "auth": {}}}})",
              "/connections/a/auth: expected either \"bearer\" or \"basic\""},
             {R"({"connections": {"a": {"baseUrl": "http://h",
                  "auth": {"basic": {"user": "u"}}}}})",
              "expected the member \"password\""},
             {R"({"connections": {"a": {"baseUrl": "http://h",
                  "auth": {"bearer": "${secret.x}"}}}})",
              "unknown secret \"x\"; add it under \"secrets\""},
             {R"({"connections": {"a": {"baseUrl": "http://h",
                  "auth": {"bearer": "${config.x}"}}}})",
              "expected ${secret.NAME}"},
             {R"({"connections": {"a": {"baseUrl": "http://h",
                  "auth": {"bearer": "${secret.x"}}}})",
              "expected } at the end"},
             {R"({"secrets": {"k": {"env": "NOT_SET"}}})",
              "/secrets/k/env: expected the secret in the environment variable NOT_SET, but it is "
              "not set"},
             {R"({"secrets": {"k": {"file": "/no/such/file"}}})", "No such file or directory"},
             {R"({"secrets": {"k": {"env": "A", "file": "b"}}})", "either \"env\" or \"file\""},
             {R"({"secrets": {"k": "open"}})", "/secrets/k: expected an object"},
             {R"({"listen": "8080"})", "expected HOST:PORT"},
             {R"({"listen": "h:99999"})", "expected HOST:PORT"},
             {R"({"log": {"format": "xml"}})", "/log/format: expected \"text\" or \"json\""},
             {R"({"shards": {"lease": "3s"}})", "at least twice the heartbeat"},
             {R"({"limits": {"requestBytes": 1}})", "from 1024 to 1048576"},
             {R"({"limits": {"batchBytes": 4194305}})", "from 1024 to 4194304"},
             {R"({"limits": {"requestBytes": "1"}})", "expected a whole number"},
             {R"({"database": ""})", "/database: expected a text that is not empty"},
             {R"({"outbound": {"allowPrivate": 1}})", "/outbound/allowPrivate: expected true"},
             {R"({"events": {"dedupWindow": "1s"}})", "from 1m to 366d"},
    };
}

TEST(Configuration, EachMistakeIsToldWithItsPlace) {
    for (const Mistake& mistake : mistakes()) {
        const std::string problem = problem_of(mistake.text);
        EXPECT_NE(problem.find(mistake.message), std::string::npos)
            << mistake.text << "\n  got: " << problem;
        EXPECT_EQ(problem.find('\n'), std::string::npos) << "one mistake, one line: " << problem;
    }
}

TEST(Configuration, LongNamesAreShownCutBetweenCharacters) {
    // Every cut after an even number of bytes would be inside of a character.
    std::string name = "x";
    for (int i = 0; i < 200; ++i) name += "ä";
    for (const std::string& text : {
             "{\"" + name + "\": 1}",
             R"({"secrets": {"k": {"env": ")" + name + R"("}}})",
             R"({"connections": {"c": {"baseUrl": "http://127.0.0.1:1", "headers":
                {"X": "${secret.)" + name + R"(}"}}}})",
         }) {
        const std::string problem = problem_of(text);
        EXPECT_EQ(storable(problem), problem) << text;
        EXPECT_NE(problem.find("ä…"), std::string::npos) << problem;
    }
}

TEST(Configuration, AllMistakesAreToldAtOnce) {
    const std::string problem = problem_of(R"({
  "listen": 1,
  "connections": {
    "a": {"baseUrl": "x"},
    "b": {"baseUrl": "http://h", "auth": {"bearer": "${secret.kye}"}}
  },
  "secrets": {"key": {"env": "NOPE"}}
})");
    EXPECT_NE(problem.find("c.json:2:3: /listen"), std::string::npos) << problem;
    EXPECT_NE(problem.find("c.json:4:11: /connections/a/baseUrl"), std::string::npos) << problem;
    EXPECT_NE(problem.find("did you mean \"key\"?"), std::string::npos) << problem;
    EXPECT_NE(problem.find("/secrets/key/env"), std::string::npos) << problem;
    EXPECT_TRUE(problem.starts_with("c.json:2:3: ")) << "in the order of the file: " << problem;
}

class ConfigurationFiles : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = ::testing::TempDir() + "/sagaflow-config-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::string write(const std::string& name, const std::string& text, mode_t mode) {
        const std::string path = folder_ + "/" + name;
        std::ofstream(path) << text;
        EXPECT_EQ(chmod(path.c_str(), mode), 0);
        return path;
    }
    std::string folder_;
};

TEST_F(ConfigurationFiles, SecretsAreReadBesideTheFileWithoutTheirLineBreak) {
    write("key.txt", "from-file\n", 0600);
    const std::string path = write("c.json", R"({"secrets": {"k": {"file": "key.txt"}}})", 0644);
    const auto made = load_configuration(path, no_environment());
    ASSERT_TRUE(made.ok()) << made.error().message;
    EXPECT_EQ(made->secrets->find("k"), "from-file");
    EXPECT_TRUE(made->warnings.empty());
}

TEST_F(ConfigurationFiles, ASecretFileThatOthersCanReadIsWarnedOf) {
    const std::string key = write("key.txt", "from-file", 0644);
    const std::string path = write("c.json", R"({"secrets": {"k": {"file": "key.txt"}}})", 0644);
    const auto made = load_configuration(path, no_environment());
    ASSERT_TRUE(made.ok()) << made.error().message;
    ASSERT_EQ(made->warnings.size(), 1U);
    EXPECT_NE(made->warnings[0].find(key), std::string::npos);
    EXPECT_EQ(made->warnings[0].find("from-file"), std::string::npos);
}

TEST_F(ConfigurationFiles, EmptyAndHugeSecretFilesAreRefused) {
    write("empty", "\n", 0600);
    write("huge", std::string(limits::kSecretBytesMax + 1, 'x'), 0600);
    for (const char* name : {"empty", "huge", "."}) {
        const std::string text = std::string(R"({"secrets": {"k": {"file": ")") + name + "\"}}}";
        const auto made = load_configuration(write("c.json", text, 0644), no_environment());
        ASSERT_FALSE(made.ok()) << name;
        EXPECT_NE(made.error().message.find("/secrets/k/file"), std::string::npos);
    }
}

TEST_F(ConfigurationFiles, AFileThatCannotBeReadIsToldByName) {
    for (const std::string& path : {folder_ + "/absent.json", folder_}) {
        const auto made = load_configuration(path, no_environment());
        ASSERT_FALSE(made.ok());
        EXPECT_NE(made.error().message.find(path), std::string::npos);
    }
}

}  // namespace
}  // namespace sagaflow::config
