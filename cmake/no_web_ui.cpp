// For builds without the web UI.
#include "api/ui/embedded.hpp"

namespace sagaflow::api::ui {

Assets embedded_assets() { return {}; }

}  // namespace sagaflow::api::ui
