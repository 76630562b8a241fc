/** Asks for the first design while the browser still reads what draws it: the charts are by far the most of the script. */
import { followJobs, openJobs } from "./state/jobs";
import { openLibrary } from "./state/library";
import { followAside } from "./state/aside";
import { followDesigns } from "./state/designs";
import { draft } from "./state/draft";
import { followHistory, followUndoKeys } from "./state/history";
import { firstAnswer, followDraft } from "./state/live";
import { followWorkspace, openFirst } from "./state/opening";
import { followToken } from "./state/past";
import { followQuery } from "./state/search";
import { followStudies } from "./state/studies";
import { followTable } from "./state/table";
import { followAwaited } from "./state/uncertainty";
import "./styles/page.css";

/** Everything the page asks for at first, the first chart before the rest; again when the service wanted a key. */
async function open(): Promise<void> {
  await openFirst();
  if (draft.value !== undefined) await firstAnswer();
  await Promise.all([openLibrary(), openJobs()]);
}

followDraft();
followHistory();
followAside();
followUndoKeys();
followDesigns();
followWorkspace();
followToken();
followAwaited();
followJobs();
followTable();
followQuery();
followStudies();
void open();
const page = document.getElementById("page");
if (page) void import("./App").then(({ show }) => show(page, () => void open()));
