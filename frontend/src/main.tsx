import { render } from "preact";
import { App } from "./App";
import { openFirst } from "./state/first";
import { openLibrary } from "./state/library";
import { followDraft } from "./state/live";
import "./styles/page.css";

followDraft();
void openFirst();
void openLibrary();
const page = document.getElementById("page");
if (page) render(<App />, page);
