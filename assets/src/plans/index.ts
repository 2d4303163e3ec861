import "./requests";
import "./tree";
import "./keys";
import "./source";
import "./take-away";
