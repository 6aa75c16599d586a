#include <algorithm>

#include "cli/output/terminal.hpp"

namespace sagaflow::cli {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kColumnMin = 8;

// Columns on the screen: bytes that continue a UTF-8 character take none.
std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

std::string fitted(const std::string& text, std::size_t width) {
    const std::size_t columns = columns_of(text);
    if (columns <= width) return text + std::string(width - columns, ' ');
    std::string cut;
    std::size_t taken = 0;
    for (const char c : text) {
        const bool starts = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        if (starts && ++taken == width) break;
        cut += c;
    }
    return cut + "\u2026";
}

}  // namespace

Table::Table(std::vector<std::string> headings) {
    std::vector<Colour> bold(headings.size(), Colour::kBold);
    rows_.push_back({std::move(headings), std::move(bold)});
}

void Table::row(std::vector<std::string> cells, std::vector<Colour> colours) {
    for (std::string& cell : cells) cell = shown(cell);
    cells.resize(rows_.front().cells.size());
    colours.resize(cells.size(), Colour::kNone);
    rows_.push_back({std::move(cells), std::move(colours)});
}

std::vector<std::size_t> Table::widths(std::size_t available) const {
    std::vector<std::size_t> result(rows_.front().cells.size(), 0);
    std::size_t total = kGap * (result.size() - 1);
    for (std::size_t i = 0; i < result.size(); ++i) {
        for (const Row& row : rows_) result[i] = std::max(result[i], columns_of(row.cells[i]));
        total += result[i];
    }
    // The first column is the id: it is kept whole, since it is there to be copied.
    while (available > 0 && total > available) {
        const auto widest = std::max_element(result.begin() + 1, result.end());
        if (widest == result.end() || *widest <= kColumnMin) break;
        --*widest;
        --total;
    }
    return result;
}

void Table::print(Terminal& terminal) const {
    const std::vector<std::size_t> width = widths(terminal.width());
    for (const Row& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const bool last = i + 1 == row.cells.size();
            const std::string cell = fitted(row.cells[i], width[i]);
            line += terminal.coloured(
                row.colours[i], last ? cell.substr(0, cell.find_last_not_of(' ') + 1) : cell
            );
            if (!last) line += std::string(kGap, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        terminal.line(line);
    }
}

}  // namespace sagaflow::cli
