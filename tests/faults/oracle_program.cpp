// The oracle as a program: reads what a run left behind and says which promises were broken.
//
//     oracle --database URL --ledger FILE --client-log FILE
//
// Exit code 0: none. 1: some, one a line. 2: the evidence cannot be read, or wrong usage.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "tests/faults/oracle/oracle.hpp"

namespace sagaflow::faults {
namespace {

constexpr int kViolated = 1;
constexpr int kNoVerdict = 2;

int print_verdict(const Evidence& evidence) {
    const auto violations = judge(evidence);
    for (const Violation& violation : violations) {
        std::printf("%s\n", to_text(violation).c_str());
    }
    std::printf(
        "%zu instances, %zu orders, %zu calls: %zu violations\n",
        evidence.instances.size(),
        evidence.journal.orders.size(),
        evidence.ledger.size(),
        violations.size()
    );
    return violations.empty() ? 0 : kViolated;
}

int run(int argc, char** argv) {
    CLI::App app("Judges a run by its database, its participant's ledger and its clients' log.");
    std::string database;
    std::string ledger;
    std::string client_log;
    app.add_option("--database", database, "connection string")->required();
    app.add_option("--ledger", ledger, "the participant's file")->required();
    app.add_option("--client-log", client_log, "the clients' file")->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kNoVerdict;
    }
    const auto evidence = gather_evidence(database, ledger, client_log);
    if (evidence.ok()) return print_verdict(*evidence);
    std::fprintf(stderr, "oracle: %s\n", evidence.error().message.c_str());
    return kNoVerdict;
}

}  // namespace
}  // namespace sagaflow::faults

int main(int argc, char** argv) { return sagaflow::faults::run(argc, argv); }
