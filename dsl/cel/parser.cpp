#include "dsl/cel/parser.hpp"

#include <algorithm>
#include <array>

#include "engine/core/limits.hpp"

namespace sagaflow::cel {
namespace {

std::optional<Operator> relation_operator(TokenKind kind) {
    switch (kind) {
        case TokenKind::kLess:
            return Operator::kLess;
        case TokenKind::kLessOrEqual:
            return Operator::kLessOrEqual;
        case TokenKind::kGreater:
            return Operator::kGreater;
        case TokenKind::kGreaterOrEqual:
            return Operator::kGreaterOrEqual;
        case TokenKind::kEqual:
            return Operator::kEqual;
        case TokenKind::kNotEqual:
            return Operator::kNotEqual;
        case TokenKind::kIn:
            return Operator::kIn;
        default:
            return std::nullopt;
    }
}

std::optional<Operator> sum_operator(TokenKind kind) {
    if (kind == TokenKind::kPlus) return Operator::kAdd;
    if (kind == TokenKind::kMinus) return Operator::kSubtract;
    return std::nullopt;
}

std::optional<Operator> product_operator(TokenKind kind) {
    if (kind == TokenKind::kStar) return Operator::kMultiply;
    if (kind == TokenKind::kSlash) return Operator::kDivide;
    if (kind == TokenKind::kPercent) return Operator::kModulo;
    return std::nullopt;
}

AstPtr make_ast(AstKind kind, std::size_t offset) {
    auto ast = std::make_unique<Ast>();
    ast->kind = kind;
    ast->offset = offset;
    return ast;
}

}  // namespace

bool is_reserved(std::string_view word) {
    static constexpr std::array<std::string_view, 17> kReserved{
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while"};
    return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

bool Parser::accept(TokenKind kind) {
    if (token_.kind != kind) return false;
    advance();
    return true;
}

bool Parser::expect(TokenKind kind, std::string_view what) {
    if (accept(kind)) return true;
    unexpected(what);
    return false;
}

AstPtr Parser::fail(std::size_t offset, std::string message, std::string hint) {
    if (!failed_) issue_ = {offset, std::move(message), std::move(hint)};
    failed_ = true;
    return nullptr;
}

AstPtr Parser::unexpected(std::string_view wanted) {
    if (token_.kind == TokenKind::kBad) {
        const Issue& issue = lexer_.issue();
        return fail(issue.offset, issue.message, issue.hint);
    }
    const std::string got = token_.kind == TokenKind::kEnd
                                ? "the end of the expression"
                                : "'" + shortened(token_.text, 40) + "'";
    return fail(token_.offset, "expected " + std::string(wanted) + ", but got " + got);
}

AstPtr Parser::finish(AstPtr ast) {
    for (const AstPtr& child : ast->children) {
        if (!child) return nullptr;
        ast->height = std::max(ast->height, child->height + 1);
    }
    // Chains of members and of ? : grow the tree without nesting in the text, and what walks the
    // tree recurses.
    if (ast->height <= limits::kExpressionTreeHeightMax) return ast;
    return fail(
        ast->offset, "the expression is nested too deeply", "split it, for example with a set state"
    );
}

AstPtr Parser::parse() {
    AstPtr ast = expression();
    if (!ast) return nullptr;
    if (token_.kind != TokenKind::kEnd) return unexpected("an operator or the end");
    return ast;
}

AstPtr Parser::expression() {
    if (depth_ == limits::kExpressionDepthMax) {
        return fail(
            token_.offset,
            "the expression is nested deeper than " + std::to_string(limits::kExpressionDepthMax) +
                " levels",
            "split it, for example with a set state"
        );
    }
    ++depth_;
    // a ? b : c ? d : e is read in a loop and built from its end.
    std::vector<std::pair<AstPtr, AstPtr>> cases;
    AstPtr last = alternatives();
    while (last && accept(TokenKind::kQuestion)) {
        AstPtr then = alternatives();
        if (!then || !expect(TokenKind::kColon, "':'")) return nullptr;
        cases.emplace_back(std::move(last), std::move(then));
        last = alternatives();
    }
    --depth_;
    while (last && !cases.empty()) {
        auto ast = make_ast(AstKind::kConditional, cases.back().first->offset);
        ast->children.push_back(std::move(cases.back().first));
        ast->children.push_back(std::move(cases.back().second));
        ast->children.push_back(std::move(last));
        cases.pop_back();
        last = finish(std::move(ast));
    }
    return last;
}

AstPtr Parser::junction(AstKind kind, TokenKind separator, Rule part) {
    AstPtr first = (this->*part)();
    if (!first || token_.kind != separator) return first;
    auto ast = make_ast(kind, first->offset);
    ast->children.push_back(std::move(first));
    while (accept(separator)) {
        ast->children.push_back((this->*part)());
        if (!ast->children.back()) return nullptr;
    }
    return finish(std::move(ast));
}

AstPtr Parser::chain(std::optional<Operator> (*operator_of)(TokenKind), Rule part) {
    AstPtr first = (this->*part)();
    if (!first || !operator_of(token_.kind)) return first;
    auto ast = make_ast(AstKind::kChain, first->offset);
    ast->children.push_back(std::move(first));
    while (const auto operation = operator_of(token_.kind)) {
        advance();
        ast->operators.push_back(*operation);
        ast->children.push_back((this->*part)());
        if (!ast->children.back()) return nullptr;
    }
    return finish(std::move(ast));
}

AstPtr Parser::alternatives() {
    return junction(AstKind::kOr, TokenKind::kOr, &Parser::conjunction);
}
AstPtr Parser::conjunction() { return junction(AstKind::kAnd, TokenKind::kAnd, &Parser::relation); }
AstPtr Parser::relation() { return chain(relation_operator, &Parser::sum); }
AstPtr Parser::sum() { return chain(sum_operator, &Parser::product); }
AstPtr Parser::product() { return chain(product_operator, &Parser::unary); }

// Runs of ! and of - fold to one or two: an even number of ! still demands a bool.
AstPtr Parser::repeated_prefix(TokenKind prefix, AstKind kind) {
    const std::size_t offset = token_.offset;
    std::size_t count = 0;
    bool is_literal = false;
    while (token_.kind == prefix) {
        advance();
        ++count;
        is_literal = prefix == TokenKind::kMinus && token_.kind == TokenKind::kInt;
    }
    AstPtr ast;
    if (is_literal) {
        --count;  // the last minus belongs to the number, or the smallest int could not be written
        ast = integer(true);
        if (ast) ast = member_name(std::move(ast));
    } else {
        ast = member();
    }
    if (count > 2) count = 2 - count % 2;
    for (; ast && count > 0; --count) {
        auto outer = make_ast(kind, offset);
        outer->children.push_back(std::move(ast));
        ast = finish(std::move(outer));
    }
    return ast;
}

AstPtr Parser::unary() {
    if (token_.kind == TokenKind::kNot) return repeated_prefix(TokenKind::kNot, AstKind::kNot);
    if (token_.kind == TokenKind::kMinus) {
        return repeated_prefix(TokenKind::kMinus, AstKind::kNegate);
    }
    return member();
}

AstPtr Parser::member() { return member_name(primary()); }

// What follows a primary: .name, .name(...), [index], as often as it comes.
AstPtr Parser::member_name(AstPtr operand) {
    while (operand) {
        const std::size_t offset = token_.offset;
        if (accept(TokenKind::kLeftBracket)) {
            auto ast = make_ast(AstKind::kIndex, offset);
            ast->children.push_back(std::move(operand));
            ast->children.push_back(expression());
            if (!ast->children.back() || !expect(TokenKind::kRightBracket, "']'")) return nullptr;
            operand = finish(std::move(ast));
            continue;
        }
        if (!accept(TokenKind::kDot)) break;
        if (token_.kind != TokenKind::kName && token_.kind != TokenKind::kQuotedName) {
            return unexpected("the name of a member");
        }
        const bool is_quoted = token_.kind == TokenKind::kQuotedName;
        auto ast = make_ast(AstKind::kSelect, token_.offset);
        ast->text = is_quoted ? token_.content : std::string(token_.text);
        ast->children.push_back(std::move(operand));
        advance();
        if (!is_quoted && accept(TokenKind::kLeftParen)) {
            ast->kind = AstKind::kCall;
            ast->has_receiver = true;
            if (!arguments(*ast)) return nullptr;
        }
        operand = finish(std::move(ast));
    }
    return operand;
}

AstPtr Parser::literal(Value value) {
    auto ast = make_ast(AstKind::kLiteral, token_.offset);
    ast->value = std::move(value);
    advance();
    return ast;
}

AstPtr Parser::integer(bool is_negative) {
    constexpr auto kLargest = static_cast<std::uint64_t>(INT64_MAX);
    const std::uint64_t magnitude = token_.integer;
    if (magnitude > kLargest + (is_negative ? 1 : 0)) {
        return fail(
            token_.offset,
            "the number " + std::string(token_.text) + " does not fit an int",
            "write it as a double, or with a u behind it as an uint"
        );
    }
    if (!is_negative) return literal(Value::of_int(static_cast<std::int64_t>(magnitude)));
    return literal(Value::of_int(static_cast<std::int64_t>(0 - magnitude)));
}

AstPtr Parser::primary() {
    switch (token_.kind) {
        case TokenKind::kInt:
            return integer(false);
        case TokenKind::kUint:
            return literal(Value::of_uint(token_.integer));
        case TokenKind::kDouble:
            return literal(Value::of_double(token_.real));
        case TokenKind::kString:
            return literal(Value::of_string(std::move(token_.content)));
        case TokenKind::kBytes:
            return literal(Value::of_bytes(std::move(token_.content)));
        case TokenKind::kTrue:
            return literal(Value::of_bool(true));
        case TokenKind::kFalse:
            return literal(Value::of_bool(false));
        case TokenKind::kNull:
            return literal(Value::null());
        case TokenKind::kName:
            return name(false);
        case TokenKind::kLeftBracket:
            return list();
        case TokenKind::kLeftBrace:
            return map();
        case TokenKind::kDot:
            advance();
            if (token_.kind != TokenKind::kName) return unexpected("a name");
            return name(true);
        case TokenKind::kLeftParen: {
            advance();
            AstPtr ast = expression();
            if (!ast || !expect(TokenKind::kRightParen, "')'")) return nullptr;
            return ast;
        }
        default:
            return unexpected("a value");
    }
}

AstPtr Parser::name(bool is_absolute) {
    if (is_reserved(token_.text)) {
        return fail(
            token_.offset,
            "'" + std::string(token_.text) + "' is a reserved word, no name",
            "reserved words may only be members, such as x." + std::string(token_.text)
        );
    }
    auto ast = make_ast(AstKind::kName, token_.offset);
    ast->text = token_.text;
    ast->is_absolute = is_absolute;
    advance();
    if (accept(TokenKind::kLeftParen)) {
        ast->kind = AstKind::kCall;
        if (!arguments(*ast)) return nullptr;
    }
    return finish(std::move(ast));
}

bool Parser::expressions_until(TokenKind end, std::string_view what, std::vector<AstPtr>& into) {
    while (!accept(end)) {
        into.push_back(expression());
        if (!into.back()) return false;
        if (token_.kind != end && !expect(TokenKind::kComma, what)) return false;
    }
    return true;
}

bool Parser::arguments(Ast& call) {
    const std::size_t given = call.children.size();
    while (token_.kind != TokenKind::kRightParen || call.children.size() > given) {
        call.children.push_back(expression());
        if (!call.children.back()) return false;
        if (token_.kind == TokenKind::kRightParen) break;
        if (!expect(TokenKind::kComma, "',' or ')'")) return false;
    }
    return expect(TokenKind::kRightParen, "')'");
}

AstPtr Parser::list() {
    auto ast = make_ast(AstKind::kList, token_.offset);
    advance();
    if (!expressions_until(TokenKind::kRightBracket, "',' or ']'", ast->children)) return nullptr;
    return finish(std::move(ast));
}

AstPtr Parser::map() {
    auto ast = make_ast(AstKind::kMap, token_.offset);
    advance();
    while (!accept(TokenKind::kRightBrace)) {
        ast->children.push_back(expression());
        if (!ast->children.back() || !expect(TokenKind::kColon, "':'")) return nullptr;
        ast->children.push_back(expression());
        if (!ast->children.back()) return nullptr;
        const bool is_last = token_.kind == TokenKind::kRightBrace;
        if (!is_last && !expect(TokenKind::kComma, "',' or '}'")) return nullptr;
    }
    return finish(std::move(ast));
}

}  // namespace sagaflow::cel
