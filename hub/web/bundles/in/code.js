import{a}from"../in-shared-1.js";export{a as hearCodes};
