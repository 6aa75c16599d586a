#include "dsl/parse/template_parser.hpp"

#include "dsl/parse/diagnostic.hpp"
#include "dsl/parse/template_scanner.hpp"

namespace sagaflow::dsl {
namespace {

constexpr std::string_view kSecret = "secret.";

bool is_secret_name(std::string_view text) {
    if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !(c >= '0' && c <= '9')) return false;
    }
    return true;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// A secret inside a larger expression would become part of a recorded value.
bool points_at_secret(std::string_view expression, std::size_t offset) {
    return offset <= expression.size() && expression.substr(offset).starts_with("secret");
}

class TemplateParser {
public:
    TemplateParser(PathArena& arena, ParsedTemplate& result) : arena_(arena), result_(result) {}

    TemplatePtr parse(const Node& node) {
        if (node->is_string()) return text(node);
        if (node->is_array()) return array(node);
        if (node->is_object()) return object(node);
        return make(*node);
    }

private:
    template <typename NodeKind>
    static TemplatePtr make(NodeKind node) {
        auto made = std::make_shared<Template>();
        made->node = std::move(node);
        return made;
    }
    static bool is_literal(const TemplatePtr& value) {
        return value && std::holds_alternative<Json>(value->node);
    }

    TemplatePtr array(const Node& node) {
        Template::Array made;
        bool literal = true;
        for (std::size_t i = 0; i < node->size(); ++i) {
            made.items.push_back(parse(arena_.item(node, i, (*node)[i])));
            literal = literal && is_literal(made.items.back());
        }
        if (!literal) return make(std::move(made));
        Json list = Json::array();
        for (const TemplatePtr& item : made.items) list.push_back(std::get<Json>(item->node));
        return make(std::move(list));
    }

    TemplatePtr object(const Node& node) {
        Template::Object made;
        bool literal = true;
        for (const auto& [name, value] : node->items()) {
            const Node member = arena_.member(node, name, value);
            if (name.find("${") != std::string::npos) {
                result_.issues.push_back(
                    {member,
                     0,
                     "the member name " + in_quotes(name) + " holds ${",
                     "only values are templates; build a map inside one expression instead",
                     true}
                );
            }
            made.members.emplace_back(name, parse(member));
            literal = literal && is_literal(made.members.back().second);
        }
        if (!literal) return make(std::move(made));
        Json map = Json::object();
        for (const auto& [name, value] : made.members) map[name] = std::get<Json>(value->node);
        return make(std::move(map));
    }

    TemplatePtr text(const Node& node) {
        const Scanned scanned = scan_template(node->get_ref<const std::string&>());
        if (scanned.unterminated) {
            result_.issues.push_back(
                {node,
                 *scanned.unterminated,
                 "the expression ${ has no closing }",
                 "close it, or write $${ for a literal ${"}
            );
        }
        const auto& segments = scanned.segments;
        if (segments.empty()) return make(Json(""));
        if (segments.size() == 1 && !segments[0].is_expression) return make(Json(segments[0].text));
        result_.constant = false;
        Template::Concatenation made;
        for (const Segment& segment : segments) add(made, node, segment);
        if (segments.size() == 1 && made.segments.size() == 1) {
            if (const auto* only = std::get_if<ExpressionPtr>(&made.segments[0]))
                return make(*only);
        }
        return make(std::move(made));
    }

    void add(Template::Concatenation& made, const Node& node, const Segment& segment) {
        if (!segment.is_expression) {
            made.segments.emplace_back(segment.text);
            return;
        }
        const std::string_view inside = trimmed(segment.text);
        if (inside.starts_with(kSecret) && is_secret_name(inside.substr(kSecret.size()))) {
            const std::string name(inside.substr(kSecret.size()));
            result_.secrets.push_back({node, segment.offset, name});
            made.segments.emplace_back(Template::Secret{name});
            return;
        }
        ParsedExpression parsed = parse_expression(node, segment.text, segment.offset);
        for (TextIssue& issue : parsed.issues) result_.issues.push_back(std::move(issue));
        if (!parsed.value) return;
        result_.uses.push_back({node, segment.offset, parsed.value});
        made.segments.emplace_back(std::move(parsed.value));
    }

    PathArena& arena_;
    ParsedTemplate& result_;
};

}  // namespace

ParsedTemplate parse_template(const Node& source, PathArena& arena) {
    ParsedTemplate result;
    TemplatePtr value = TemplateParser(arena, result).parse(source);
    if (result.issues.empty()) result.value = std::move(value);
    return result;
}

ParsedExpression parse_expression(const Node& node, std::string_view text, std::size_t offset) {
    if (trimmed(text).empty()) {
        return {nullptr, {{node, offset, "the expression is empty", "write an expression in CEL"}}};
    }
    if (text.size() > limits::kExpressionBytesMax) {
        return {
            nullptr,
            {{node,
              offset,
              "the expression has " + std::to_string(text.size()) + " bytes; at most " +
                  std::to_string(limits::kExpressionBytesMax) + " are allowed",
              "split it with a set state"}}};
    }
    cel::Expression::Compiled compiled = cel::Expression::compile(text, environment());
    ParsedExpression parsed;
    for (cel::Issue& issue : compiled.issues) {
        if (points_at_secret(text, issue.offset)) {
            issue.message = "a secret cannot be part of an expression";
            issue.hint = "write ${secret.NAME} on its own, as in \"Bearer ${secret.NAME}\"";
        }
        parsed.issues.push_back(
            {node, offset + issue.offset, std::move(issue.message), std::move(issue.hint)}
        );
    }
    if (parsed.issues.empty()) parsed.value = std::move(compiled.expression);
    return parsed;
}

}  // namespace sagaflow::dsl
