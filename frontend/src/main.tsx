import { render } from "preact";
import { App } from "./App";
import { openJobs } from "./state/jobs";
import { openLibrary } from "./state/library";
import { followDraft } from "./state/live";
import { openFirst } from "./state/opening";
import { followAwaited } from "./state/uncertainty";
import "./styles/page.css";

followDraft();
followAwaited();
void openFirst();
void openLibrary();
void openJobs();
const page = document.getElementById("page");
if (page) render(<App />, page);
