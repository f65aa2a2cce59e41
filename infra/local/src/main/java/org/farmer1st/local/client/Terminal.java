package org.farmer1st.local.client;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether a person sees what is printed. */
final class Terminal {

    private Terminal() {}

    /** Since JDK 22 there is a console even where there is no terminal; it then says so itself. */
    static boolean hasPerson() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
